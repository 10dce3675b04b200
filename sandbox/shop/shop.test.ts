import { describe, expect, test } from 'vitest';
import { buildRouterIndex, matchRoute } from '@/lib/apisix/router';
import type { RouterRoute, RouterService } from '@/lib/apisix/router/types';
import type { Exchange } from '@/sandbox/agent/exchange';
import { Reporter } from '@/sandbox/agent/reporter';
import { CountedClock } from './clock';
import { gatewayConfig } from './gateway-config';
import { pricingLock } from './incident';
import { PastGateway } from './past-gateway';
import { Random } from './random';
import { serve } from './service';
import { startTracing } from './tracing';
import { nextVisit, visitsPerSecond } from './traffic';

const objects = gatewayConfig('127.0.0.1:1');
const all = <T>(kind: string) =>
  objects.filter((object) => object.kind === kind).map(({ id, body }) => ({ ...body, id }) as T);

class Recorder extends Reporter {
  readonly seen: Exchange[] = [];
  constructor() {
    super(null);
  }
  override report(exchange: Exchange): void {
    this.seen.push(exchange);
  }
}

describe('the shop', () => {
  test('every visit is one that a route of the gateway takes', () => {
    const index = buildRouterIndex(all<RouterRoute>('routes'), all<RouterService>('services'));
    const random = new Random(1);
    const unmatched = new Set<string>();
    const taken = new Set<string>();
    for (let count = 0; count < 4_000; count += 1) {
      const visit = nextVisit(random);
      const match = matchRoute(index, {
        method: visit.method,
        host: visit.host,
        path: visit.path,
        headers: visit.headers,
        remoteAddr: '203.0.113.9',
      });
      if (match.kind === 'route') taken.add(match.routeId);
      else unmatched.add(`${visit.method} ${visit.host}${visit.path} ${match.kind}`);
    }
    expect([...unmatched]).toEqual([]);
    expect(taken.size).toBeGreaterThan(28);
  });

  test('work that goes on side by side takes as long as the longest', async () => {
    const clock = new CountedClock(0);
    const branches = [clock.fork(), clock.fork()];
    await branches[0]?.wait(5);
    await branches[1]?.wait(9);
    clock.join(branches);
    expect(clock.nowUs()).toBe(9_000);
  });

  test('traffic stays within its bounds all day and is busiest in the evening', () => {
    const rates = Array.from({ length: 24 }, (_, hour) => visitsPerSecond(new Date(2026, 5, 3, hour).getTime(), 2));
    expect(Math.max(...rates)).toBeLessThanOrEqual(2);
    expect(Math.min(...rates)).toBeGreaterThanOrEqual(0.6);
    expect(rates.indexOf(Math.max(...rates))).toBe(19);
  });

  test('the past has errors of several kinds, and every exchange lies within the one that caused it', async () => {
    const reporter = new Recorder();
    const tracing = startTracing('http://127.0.0.1:1');
    const random = new Random(7);
    const around = {
      tracers: tracing.tracers,
      reporter,
      random,
      pricingLock,
      deliver: async (...[, to, request, clock]: Parameters<Parameters<typeof serve>[3]['deliver']>) => {
        const { answer, ...served } = await serve(to, request, clock, around);
        return { answer, served, connection: { id: 'c', clientPort: 1, reqSeq: 1, respSeq: 2 } };
      },
    };
    const gateway = new PastGateway(objects, around, () => null);
    for (let visit = 0; visit < 1_500; visit += 1)
      await gateway.pass(nextVisit(random), new CountedClock(1_700_000_000_000_000 + visit * 1_000_000));
    const inbound = reporter.seen.filter((exchange) => exchange.server.workload === 'apisix');
    expect(inbound).toHaveLength(1_500);
    for (const status of [200, 201, 401, 402, 404, 502, 503])
      expect(inbound.map((exchange) => exchange.status)).toContain(status);
    const byRequest = new Map(inbound.map((exchange) => [exchange.serverSyscall?.request, exchange]));
    for (const exchange of reporter.seen.filter(({ client }) => client.workload === 'apisix')) {
      const cause = byRequest.get(exchange.clientSyscall?.request);
      expect(cause).toBeDefined();
      expect(exchange.clientStartUs).toBeGreaterThanOrEqual(cause?.startUs ?? 0);
      expect(exchange.clientEndUs).toBeLessThanOrEqual(cause?.endUs ?? 0);
    }
  });
});
