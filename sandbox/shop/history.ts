import { Reporter } from '@/sandbox/agent/reporter';
import { CountedClock } from './clock';
import { gatewayConfig } from './gateway-config';
import { pricingLock } from './incident';
import { PastGateway } from './past-gateway';
import { startPastSpans } from './past-spans';
import { Random } from './random';
import type { Deliver, Surroundings } from './service';
import { serve } from './service';
import { startTracing } from './tracing';
import { nextVisit, visitsPerSecond } from './traffic';

type History = { agentUrl: string; hours: number; peak: number };

/** Visits between two deliveries to DeepFlow: large enough to be quick, small enough for one request body. */
const chunk = 800;

/**
 * Writes the shop's past: the same operations as when it runs, on a counted clock, with their spans and exchanges
 * sent where the living ones go. Resolves when DeepFlow has all of it, with how many visits there were.
 */
export async function writeHistory({ agentUrl, hours, peak }: History): Promise<number> {
  const nowMs = Date.now();
  const random = new Random(4_711);
  const tracing = startTracing(agentUrl);
  const reporter = new Reporter(agentUrl);
  const agentAddress = new URL(agentUrl).host;
  const spans = startPastSpans(agentUrl);
  const around: Surroundings = { tracers: tracing.tracers, reporter, random, pricingLock, deliver };
  const gateway = new PastGateway(gatewayConfig(agentAddress), around, spans.start);
  let delivered: Promise<unknown> = Promise.resolve();
  let visits = 0;
  // The newest second is left to the living shop.
  for (let atMs = nowMs - hours * 3_600_000; atMs < nowMs - 5_000; visits += 1) {
    await gateway.pass(nextVisit(random), new CountedClock(atMs * 1000 + random.integer(0, 999)));
    atMs += (-Math.log(1 - random.next()) / visitsPerSecond(atMs, peak)) * 1000;
    if (visits % chunk === chunk - 1) {
      await delivered;
      delivered = Promise.all([reporter.flush(), tracing.flush(), spans.flush()]);
    }
  }
  await delivered;
  await Promise.all([reporter.flush(), tracing.close(), spans.flush()]);
  return visits;

  async function deliver(...[from, to, request, clock]: Parameters<Deliver>): ReturnType<Deliver> {
    await clock.wait(random.duration(0.15));
    const { answer, ...served } = await serve(to, request, clock, around);
    await clock.wait(random.duration(0.15));
    const reqSeq = random.integer(1, 4_294_967_295);
    const clientPort = random.integer(32_768, 60_999);
    return {
      answer,
      served,
      connection: { id: `${from}-${to}-${clientPort}`, clientPort, reqSeq, respSeq: random.integer(1, 4_294_967_295) },
    };
  }
}
