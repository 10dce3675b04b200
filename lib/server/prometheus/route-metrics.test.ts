import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FakeAnswer, fakeUpstream } from '@/lib/server/deepflow/testing';
import { startTestGateway, type TestGateway } from '@/test/gateway';
import { apisixMetrics } from './route-metrics';

let fixture: TestGateway;
const closing: (() => Promise<void>)[] = [];
const upstream = { nodes: { '127.0.0.1:80': 1 } };
beforeEach(async () => {
  fixture = await startTestGateway();
  await fixture.admin('PUT', '/routes/r1', { name: 'cart', uri: '/cart', upstream, plugins: { prometheus: {} } });
});
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
  await fixture.close();
});

type Series = { metric: Record<string, string>; values?: unknown[][]; value?: unknown[] };

type Answers = {
  /** How many seconds before now the newest sample was taken. */
  newestAgoS?: number;
  nodes?: boolean;
  refuse?: (query: string) => boolean;
  routes?: string[];
  /** How long before now requests by code begin to be answered over a range. */
  knownS?: number;
  /** What the counters grew by in the range, as the API writes it. */
  grown?: string;
};

/** A Prometheus API with two requests a second of code 200 in 20 scrapes of five minutes, or with what is said. */
async function prometheus(answers: Answers = {}) {
  const {
    newestAgoS = 5,
    nodes = true,
    refuse = () => false,
    routes = ['r1'],
    knownS = Infinity,
    grown = '1200',
  } = answers;
  const queries: string[] = [];
  const { url, close } = await fakeUpstream(({ path, text }): FakeAnswer => {
    if (path.includes('/label/')) return { body: { status: 'success', data: [] } };
    const form = new URLSearchParams(text);
    const query = form.get('query') ?? '';
    queries.push(query);
    if (refuse(query)) return { status: 422, body: { status: 'error', errorType: 'execution', error: 'too many' } };
    const [start, end, step] = ['start', 'end', 'step'].map((name) => Number(form.get(name)));
    const times = path.endsWith('query_range')
      ? Array.from(
          { length: ((end ?? 0) - (start ?? 0)) / (step ?? 1) + 1 },
          (_, at) => (start ?? 0) + at * (step ?? 1),
        )
      : [Number(form.get('time'))];
    const series = (metric: Record<string, string>, value: string): Series =>
      path.endsWith('query_range')
        ? { metric, values: times.map((time) => [time, value]) }
        : { metric, value: [times[0], value] };
    const beginning = ({ values, ...one }: ReturnType<typeof series>) =>
      values ? { ...one, values: values.filter(([time = 0]) => Number(time) > Date.now() / 1000 - knownS) } : one;
    const found = query.includes('count_values')
      ? routes.length > 0
        ? [series({ value: '20' }, '3')]
        : []
      : query.includes('timestamp(')
        ? [series({}, String(Date.now() / 1000 - newestAgoS))]
        : query.includes('node_info')
          ? nodes
            ? [series({}, '1')]
            : []
          : query.startsWith('sum by (code, route)')
            ? routes.map((route) => beginning(series({ code: '200', route }, '2')))
            : query.includes('increase(apisix_http_status')
              ? routes.slice(0, 1).map(() => series({ code: '200' }, grown))
              : [];
    return {
      body: {
        status: 'success',
        data: { resultType: path.endsWith('query_range') ? 'matrix' : 'vector', result: found },
      },
    };
  });
  closing.push(close);
  return { gateway: { ...fixture.gateway, prometheus: { url } }, queries };
}

const lately = () => ({ routeId: 'r1', fromMs: Date.now() - 600_000, toMs: Date.now() });

test('that DeepFlow left older samples out is known by asking for the moment before alone', async () => {
  const { gateway } = await prometheus({ knownS: 300 });
  const querierUrl = gateway.prometheus.url;
  const cut = await apisixMetrics({ ...gateway, deepflow: { ...gateway.deepflow, querierUrl } }, lately());
  expect(cut.notices).toEqual([{ kind: 'samples_cut', metric: 'http_status' }]);
  // Of a series that begins late nothing is left out on a Prometheus server.
  expect((await apisixMetrics(gateway, lately())).notices.map(({ kind }) => kind)).toEqual(['begins']);
});

test('one question a panel and one for its sums, all by both labels of the route', async () => {
  const { gateway, queries } = await prometheus();
  const metrics = await apisixMetrics(gateway, lately());
  expect(metrics).toMatchObject({
    source: { kind: 'prometheus', host: gateway.prometheus.url.slice('http://'.length) },
    scrapeS: 15,
    windowS: 60,
    status: { data: { count: 1200, codes: [{ code: '200', count: 1200 }] } },
    notices: [],
    empty: null,
  });
  expect(queries).toHaveLength(8);
  for (const query of queries) expect(query).toContain('route=~"(?:r1|cart)"');
});

test.each([
  ['ahead', -240, [{ kind: 'clock_ahead', seconds: 240 }]],
  ['behind', 240, [{ kind: 'stale', seconds: 240 }]],
  ['right', 20, []],
])('a scraper whose clock is %s is noticed', async (_name, newestAgoS, notices) => {
  const { gateway } = await prometheus({ newestAgoS });
  const found = await apisixMetrics(gateway, lately());
  expect(found.notices).toEqual(notices.map(({ kind, seconds }) => ({ kind, seconds: expect.closeTo(seconds, -1) })));
});

test('where a growth is no number there is no sum: it is not zero', async () => {
  const { gateway } = await prometheus({ grown: 'NaN' });
  const { status } = await apisixMetrics(gateway, lately());
  expect(status.data?.count).toBeNull();
  expect(status.data?.codes[0]).toMatchObject({ code: '200', count: null });
  expect(status.data?.codes[0]?.values).toContain(2);
});

test('a server whose address only begins like DeepFlow’s is not taken for DeepFlow', async () => {
  const { gateway } = await prometheus();
  const sourceOf = async (querierUrl: string) => {
    const deepflow = { ...gateway.deepflow, querierUrl };
    return (await apisixMetrics({ ...gateway, deepflow }, lately())).source?.kind;
  };
  expect(await sourceOf(gateway.prometheus.url.slice(0, -1))).toBe('prometheus');
  expect(await sourceOf(gateway.prometheus.url)).toBe('deepflow');
});

test('the age of samples is of no interest in a range that ended long ago', async () => {
  const { gateway, queries } = await prometheus({ newestAgoS: 5000 });
  const { notices } = await apisixMetrics(gateway, {
    routeId: 'r1',
    fromMs: Date.now() - 7_200_000,
    toMs: Date.now() - 3_600_000,
  });
  expect(notices).toEqual([]);
  expect(queries.some((query) => query.includes('timestamp('))).toBe(false);
});

test('a panel whose question is refused has its problem, the others their numbers', async () => {
  const { gateway } = await prometheus({ refuse: (query) => query.includes('latency') });
  const { status, latency, bandwidth } = await apisixMetrics(gateway, lately());
  expect(latency).toMatchObject({ data: null, problem: { code: 'upstream_rejected', upstream: 'prometheus' } });
  expect([status.problem, bandwidth.problem]).toEqual([null, null]);
});

test('where every panel fails the first problem is the answer', async () => {
  const { gateway } = await prometheus({ refuse: (query) => /rate\(|increase\(/.test(query) });
  await expect(apisixMetrics(gateway, lately())).rejects.toMatchObject({ problem: { code: 'upstream_rejected' } });
});

test('two routes of one name under prefer_name are named', async () => {
  const named = { name: 'cart', upstream, plugins: { prometheus: { prefer_name: true } } };
  await fixture.admin('PUT', '/routes/r1', { ...named, uri: '/cart' });
  await fixture.admin('PUT', '/routes/r2', { ...named, uri: '/cart2' });
  await fixture.admin('PUT', '/routes/r3', { ...named, uri: '/cart3', plugins: { prometheus: {} } });
  const { gateway } = await prometheus({ routes: ['cart'] });
  const { notices } = await apisixMetrics(gateway, lately());
  expect(notices).toEqual([{ kind: 'shared_label', label: 'cart', routes: [{ id: 'r2', name: 'cart' }] }]);
});

test('series under id and name are added up, and said', async () => {
  const { gateway } = await prometheus({ routes: ['r1', 'cart'] });
  const { status, notices } = await apisixMetrics(gateway, lately());
  expect(status.data?.codes[0]?.values[0]).toBe(4);
  expect(notices).toEqual([{ kind: 'id_and_name' }]);
});

test('a disabled label is why there is nothing, or why there is nothing more', async () => {
  await fixture.admin('PUT', '/plugin_metadata/prometheus', { disabled_labels: { http_status: ['route'] } });
  expect((await apisixMetrics((await prometheus()).gateway, lately())).notices).toEqual([{ kind: 'label_disabled' }]);
  const none = await apisixMetrics((await prometheus({ routes: [] })).gateway, lately());
  expect(none.empty).toEqual({ reason: 'label_disabled' });
});

test('a plugin that was switched off leaves its counters, which is said', async () => {
  await fixture.admin('PATCH', '/routes/r1', { plugins: { prometheus: { _meta: { disable: true } } } });
  const { notices } = await apisixMetrics((await prometheus()).gateway, lately());
  expect(notices).toEqual([{ kind: 'off_now', reason: 'disabled' }]);
});

test('without a Prometheus API nothing is asked, and a route that is not there is not found', async () => {
  expect((await apisixMetrics(fixture.gateway, lately())).empty).toEqual({ reason: 'not_configured' });
  await expect(apisixMetrics(fixture.gateway, { ...lately(), routeId: 'gone' })).rejects.toMatchObject({
    problem: { code: 'not_found' },
  });
});

test('who goes away takes the questions along', async () => {
  const { gateway } = await prometheus();
  await expect(apisixMetrics(gateway, lately(), AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
});
