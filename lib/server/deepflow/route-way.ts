import 'server-only';
import { ProblemError } from '@/lib/http/problem';
import type { RouteScope } from './route-scope';
import { scanCalls } from './scan';

/** Where the newest calls of a route came to and were sent to, as DeepFlow names instances. */
export type Way = {
  calls: number;
  gateways: ReadonlySet<string>;
  /** By instance, with how many of the calls were sent there. */
  upstreams: ReadonlyMap<string, { service: string; calls: number }>;
};

/**
 * The way of a route, told by its newest calls.
 * Null where it cannot be read in the time that one statement may take: nobody waits longer for what stands beside it.
 */
export async function newestWay(of: RouteScope, newestCalls: number): Promise<Way | null> {
  const deadline = AbortSignal.timeout(of.gateway.timeoutMs);
  const scope = { ...of, signal: of.signal ? AbortSignal.any([of.signal, deadline]) : deadline };
  const gateways = new Set<string>();
  const upstreams = new Map<string, { service: string; calls: number }>();
  try {
    const newest = { filter: {}, untilUs: null, withParties: true, withUpstreams: true };
    // One chunk is enough.
    for await (const { calls } of scanCalls(scope, { ...newest, firstChunk: newestCalls, chunk: newestCalls })) {
      for (const { seen, upstreams: sent = [] } of calls) {
        if (seen.server) gateways.add(seen.server);
        for (const { instance, service } of sent)
          upstreams.set(instance, { service, calls: (upstreams.get(instance)?.calls ?? 0) + 1 });
      }
      return { calls: calls.length, gateways, upstreams };
    }
    return { calls: 0, gateways, upstreams };
  } catch (error) {
    if (error instanceof ProblemError || (deadline.aborted && !of.signal?.aborted)) return null;
    throw error;
  }
}
