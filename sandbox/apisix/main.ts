import { Reporter } from '@/sandbox/agent/reporter';
import { startAdmin } from './admin/server';
import { GatewayConfig } from './config';
import { HealthChecker } from './control/health-checker';
import { startControl } from './control/server';
import { startGateway } from './gateway/gateway';
import { addressOf } from './gateway/observe';
import { close, portOf } from './listen';
import { Store } from './store';

/*
 * The sandbox's APISIX as a process: Admin API, Control API, gateway and its metrics on 127.0.0.1. Prints one JSON
 * line with the addresses when all of them listen.
 */

type Host = { host: string; port: number; workload: string | null };

const host = '127.0.0.1';
const environment = process.env;

function port(name: string, standard: number): number {
  const text = environment[name];
  if (text === undefined || text === '') return standard;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535) throw new Error(`${name}: ${text} is not a port`);
  return value;
}

/** Names of upstream nodes, `name:port`, with the place where they really listen. */
function hosts(): Record<string, Host> {
  const text = environment.SANDBOX_HOSTS;
  if (text === undefined || text === '') return {};
  try {
    return JSON.parse(text) as Record<string, Host>;
  } catch {
    throw new Error('SANDBOX_HOSTS: expected a JSON object of "name:port" to {host, port, workload}');
  }
}

const known = hosts();
const resolve = (name: string, nodePort: number): Host | undefined => known[`${name}:${nodePort}`];
const store = new Store({ file: environment.SANDBOX_STATE_FILE || undefined });
const config = new GatewayConfig(environment.SANDBOX_CONFIG_FILE || {});
const health = new HealthChecker({
  store,
  resolve: (name, nodePort) => {
    const { workload, ...address } = resolve(name, nodePort) ?? { host: name, port: nodePort, workload: null };
    return { ...address, ip: addressOf(workload, name) };
  },
});
const reporter = new Reporter(environment.SANDBOX_AGENT_URL || null);

const admin = await startAdmin({ store, config, host, port: port('SANDBOX_ADMIN_PORT', 9180) });
const control = await startControl({ store, config, health, host, port: port('SANDBOX_CONTROL_PORT', 9090) });
const gateway = await startGateway({
  store,
  config,
  host,
  port: port('SANDBOX_GATEWAY_PORT', 9080),
  metricsPort: port('SANDBOX_METRICS_PORT', 9091),
  reporter,
  checkedNodes: () => health.checked(),
  // Asked for each request to a node: the moment from which its health is checked.
  resolveNode: (name, nodePort) => {
    health.proxied(name, nodePort);
    return resolve(name, nodePort);
  },
});

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  health.stop();
  await Promise.all([close(admin), close(control), gateway.close()]);
  store.flush();
  await reporter.flush();
  process.exit(0);
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop());

console.log(
  JSON.stringify({
    ready: 'apisix',
    admin: `http://${host}:${portOf(admin)}`,
    control: `http://${host}:${portOf(control)}`,
    gateway: `http://${host}:${gateway.port}`,
    metrics: `http://${host}:${gateway.metricsPort}`,
  }),
);
