import { vi } from 'vitest';
import { buildRouterIndex, type RouterRoute } from '@/lib/apisix/router';
import type { Dimension } from '@/lib/deepflow/breakdown';
import type { CallFilter, CallPage } from '@/lib/deepflow/dto';
import type { GatewayConfig } from '@/lib/server/config';
import { routeBreakdowns } from './breakdown';
import { listCalls } from './calls';
import { routeDistribution } from './distribution';
import { gatewayNumbers, numbersOfRoutes } from './gateway-calls';
import { latencySplit } from './latency-split';
import { routeMetrics } from './metrics';
import { routeNetwork } from './network';
import { type FakeAnswer, type FakeRequest, fakeGateway, fakeUpstream } from './testing';
import { startS } from './testing-calls';
import { answerFromRows, type FakeRow } from './testing-querier';

/** The gateway's routes and DeepFlow's rows, as a test wants them. */
export const fake = {
  routes: [] as RouterRoute[],
  /** Routes that are found when the table is read again. */
  younger: [] as RouterRoute[],
  rows: [] as FakeRow[],
  /** The second of the oldest row of anything that DeepFlow keeps. */
  keptFromS: 0,
  /** Statements that DeepFlow got. */
  asked: [] as string[],
  /** Statements that DeepFlow refuses. */
  refuses: (_sql: string): boolean => false,
  /** What is answered, by column, to statements over its metrics; the columns that a row lacks are 0. */
  metrics: (_sql: string): FakeRow[] => [],
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
    const sql = new URLSearchParams(request.text).get('sql') ?? '';
    fake.asked.push(sql);
    if (fake.upstreamTakesMs > 0) vi.setSystemTime(Date.now() + fake.upstreamTakesMs);
    if (fake.refuses(sql)) return { status: 500, body: { OPT_STATUS: 'FAIL', DESCRIPTION: 'no', result: null } };
    if (sql.includes(' ORDER BY time ASC ')) {
      // Its bounds are the clock's, which the rows of a test are not.
      const result = { columns: ['time', 'end_us'], schemas: [], values: [['', fake.keptFromS * 1e6]] };
      return { body: { OPT_STATUS: 'SUCCESS', DESCRIPTION: '', result, debug: null } };
    }
    return sql.includes(' FROM network') ? answerMetrics(request) : answerFromRows(fake.rows)(request);
  });
}

function answerMetrics({ text }: FakeRequest): FakeAnswer {
  const sql = new URLSearchParams(text).get('sql') ?? '';
  const select = sql.slice('SELECT '.length, sql.indexOf(' FROM ')).split(/, (?![^(]*\))/);
  const columns = select.map((item) => item.split(' AS ').at(-1) ?? '');
  const values = fake.metrics(sql).map((row) => columns.map((name) => row[name] ?? 0));
  const result = { columns, schemas: [], values: values.length > 0 ? values : null };
  return { body: { OPT_STATUS: 'SUCCESS', DESCRIPTION: '', result, debug: null } };
}

export const closeDeepflow = () => upstream.close();
export function resetFake() {
  fake.routes = [{ id: 'r-orders', uri: '/api/*' }];
  fake.rows = [];
  fake.keptFromS = 0;
  fake.asked = [];
  fake.refuses = () => false;
  fake.metrics = () => [];
}

type ListOptions = { filter?: CallFilter; cursor?: string | null; limit?: number; routeId?: string };

export const list = (
  options: ListOptions = {},
  timeoutMs = 2000,
  gateway = fakeGateway({ querierUrl: upstream.url }),
) =>
  listCalls(
    { ...gateway, timeoutMs },
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

type RangeOptions = { routeId?: string; fromMs?: number; toMs?: number; filter?: CallFilter };

export const metrics = (part: RangeOptions = {}, gateway = fakeGateway({ querierUrl: upstream.url })) =>
  routeMetrics(gateway, { routeId: 'r-orders', fromMs, toMs, filter: {}, ...part });

export const breakdowns = (
  by: readonly Dimension[],
  part: RangeOptions = {},
  gateway = fakeGateway({ querierUrl: upstream.url }),
) =>
  routeBreakdowns(gateway, {
    routeId: 'r-orders',
    fromMs,
    toMs,
    filter: {},
    by,
    ...part,
  });

export const distribution = (gateway: GatewayConfig) =>
  routeDistribution(gateway, { routeId: 'r-orders', fromMs, toMs, filter: {}, selection: null });

export const split = () =>
  latencySplit(fakeGateway({ querierUrl: upstream.url }), { routeId: 'r-orders', fromMs, toMs, filter: {} });

export const network = (querierUrl = upstream.url) =>
  routeNetwork({ ...fakeGateway({ querierUrl }), timeoutMs: 10_000 }, { routeId: 'r-orders', fromMs, toMs });

let gateways = 0;
/** A gateway of which nothing was read yet: readings are shared. */
export const unreadGateway = () => ({ ...fakeGateway({ querierUrl: upstream.url }), id: `gateway-${gateways++}` });
export const numbersOf = (gateway: GatewayConfig) => gatewayNumbers(gateway, { fromMs, toMs });
export const someNumbersOf = (gateway: GatewayConfig, routeIds: string[]) =>
  numbersOfRoutes(gateway, { fromMs, toMs, routeIds });

export const ids = (page: CallPage) => page.calls.map(({ id }) => id);
