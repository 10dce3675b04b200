import { adminKey, sandboxAddresses } from '@/sandbox/addresses';
import { Reporter } from '@/sandbox/agent/reporter';
import { bulkRoutes } from './bulk-routes';
import { configureGateway, putObject } from './gateway-config';
import { writeHistory } from './history';
import { noIncident, pricingLock } from './incident';
import { startServices } from './live';
import { shopPorts } from './places';
import { Random } from './random';
import { startTracing } from './tracing';
import { startVisitors } from './visitors';

/** The shop as a process: its services, its gateway's configuration, two hours of its past, and its visitors. */

const addresses = sandboxAddresses();
const agentAddress = new URL(addresses.agent).host;
const tracing = startTracing(addresses.agent);
const reporter = new Reporter(addresses.agent);
const random = new Random(20_260_101);

const hasVisitors = process.env.SANDBOX_TRAFFIC === '1';
const services = await startServices(shopPorts(), {
  tracers: tracing.tracers,
  reporter,
  random,
  pricingLock: hasVisitors ? pricingLock : noIncident,
});
if (process.env.SANDBOX_EMPTY !== '1') {
  await configureGateway(addresses.admin, adminKey, agentAddress);
  await writeHistory({ agentUrl: addresses.agent, hours: 2, peak: peakRate() });
}
await putBulkRoutes(Number(process.env.SANDBOX_ROUTES ?? 0));
const visitors = hasVisitors ? startVisitors(addresses.gateway, peakRate()) : null;
console.log(JSON.stringify({ ready: true }));

/** Requests per second at the busiest hour. */
function peakRate(): number {
  return Number(process.env.SANDBOX_PEAK_RATE ?? 1);
}

async function putBulkRoutes(count: number): Promise<void> {
  const waiting = bulkRoutes(count);
  const writer = async () => {
    for (const { id, body } of waiting) await putObject(addresses.admin, adminKey, { kind: 'routes', id, body });
  };
  await Promise.all(Array.from({ length: 8 }, writer));
}

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  visitors?.stop();
  await services.close();
  await Promise.all([
    reporter.flush(),
    Promise.race([tracing.close(), new Promise((done) => setTimeout(done, 1_000))]),
  ]);
  process.exit(0);
}
process.once('SIGTERM', () => void stop());
process.once('SIGINT', () => void stop());
