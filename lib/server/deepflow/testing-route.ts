import { vi } from 'vitest';
import { buildRouterIndex, type RouterRoute } from '@/lib/apisix/router';
import type { CallFilter, CallPage } from '@/lib/deepflow/dto';
import type { GatewayConfig } from '@/lib/server/config';
import { listCalls } from './calls';
import { gatewayNumbers, numbersOfRoutes } from './gateway-calls';
import { routeMetrics } from './metrics';
import { type FakeRequest, fakeGateway, fakeUpstream } from './testing';
import { startS } from './testing-calls';
import { answerFromRows, type FakeRow } from './testing-querier';

/** The gateway's routes and DeepFlow's rows, as a test wants them. */
export const fake = {
  routes: [] as RouterRoute[],
  /** Routes that are found when the table is read again. */
  younger: [] as RouterRoute[],
  rows: [] as FakeRow[],
  /** Statements that DeepFlow got. */
  asked: [] as string[],
  upstreamTakesMs: 0,
};

vi.mock('@/lib/server/apisix/route-index', () => ({
  routeIndex: () => ({
    refresh: async () => {
      fake.routes = [...fake.routes, ...fake.younger];
      fake.younger = [];
    },
    table: async () => ({
      routes: fake.routes,
      services: [],
      routerIndex: buildRouterIndex(fake.routes, []),
      summaryOf: (id: string) => {
        const route = fake.routes.find((candidate) => candidate.id === id);
        return (
          route && {
            id,
            name: `name of ${id}`,
            hosts: route.hosts ?? [],
            paths: route.uris ?? [route.uri],
            methods: route.methods ?? [],
            priority: route.priority ?? 0,
            enabled: route.status !== 0,
          }
        );
      },
    }),
  }),
}));

export const fromMs = startS * 1000;
export const toMs = (startS + 600) * 1000;
let upstream: Awaited<ReturnType<typeof fakeUpstream>>;

export async function openDeepflow() {
  upstream = await fakeUpstream((request: FakeRequest) => {
    fake.asked.push(new URLSearchParams(request.text).get('sql') ?? '');
    if (fake.upstreamTakesMs > 0) vi.setSystemTime(Date.now() + fake.upstreamTakesMs);
    return answerFromRows(fake.rows)(request);
  });
}
export const closeDeepflow = () => upstream.close();
export function resetFake() {
  fake.routes = [{ id: 'r-orders', uri: '/api/*' }];
  fake.rows = [];
  fake.asked = [];
}

type ListOptions = { filter?: CallFilter; cursor?: string | null; limit?: number; routeId?: string };

export const list = (options: ListOptions = {}, timeoutMs = 2000) =>
  listCalls(
    { ...fakeGateway({ querierUrl: upstream.url }), timeoutMs },
    {
      routeId: 'r-orders',
      fromMs,
      toMs,
      filter: {},
      cursor: null,
      limit: 100,
      ...options,
    },
  );

export const metrics = (part: { routeId?: string; fromMs?: number; toMs?: number } = {}) =>
  routeMetrics(fakeGateway({ querierUrl: upstream.url }), { routeId: 'r-orders', fromMs, toMs, ...part });

let gateways = 0;
/** A gateway of which nothing was read yet: readings are shared. */
export const unreadGateway = () => ({ ...fakeGateway({ querierUrl: upstream.url }), id: `gateway-${gateways++}` });
export const numbersOf = (gateway: GatewayConfig) => gatewayNumbers(gateway, { fromMs, toMs });
export const someNumbersOf = (gateway: GatewayConfig, routeIds: string[]) =>
  numbersOfRoutes(gateway, { fromMs, toMs, routeIds });

export const ids = (page: CallPage) => page.calls.map(({ id }) => id);
