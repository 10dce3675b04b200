import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FakeAnswer, fakeUpstream } from '@/lib/server/deepflow/testing';
import { routeSeries } from '@/lib/server/prometheus/route-series';
import { startTestGateway, type TestGateway } from '@/test/gateway';
import { pluginFacts, pluginSchema } from './plugin-facts';
import { parseRouteWish } from './route-wish';

let fixture: TestGateway;
beforeEach(async () => {
  fixture = await startTestGateway();
  await fixture.admin('PUT', '/routes/r1', { name: 'cart', uri: '/cart', upstream: { nodes: {} } });
});
afterEach(() => fixture.close());

test('a gateway without metadata says so, and one with metadata says where spans are sent', async () => {
  expect(await pluginFacts(fixture.gateway, 'opentelemetry')).toMatchObject({
    metadata: 'absent',
    collectorAddress: null,
  });
  await fixture.admin('PUT', '/plugin_metadata/opentelemetry', {});
  expect(await pluginFacts(fixture.gateway, 'opentelemetry')).toMatchObject({
    metadata: 'present',
    collectorAddress: '127.0.0.1:4318',
  });
  await fixture.admin('PUT', '/plugin_metadata/opentelemetry', {
    collector: { address: 'http://user:secret@collector:4318' },
  });
  const { collectorAddress } = await pluginFacts(fixture.gateway, 'opentelemetry');
  expect(collectorAddress).toBe('http://********@collector:4318');
});

test('labels are those of the gateway’s own schema, the disabled ones marked', async () => {
  await fixture.admin('PUT', '/plugin_metadata/prometheus', { disabled_labels: { http_status: ['node'] } });
  const { labels } = await pluginFacts(fixture.gateway, 'prometheus');
  const status = labels?.find(({ metric }) => metric === 'http_status')?.labels;
  expect(status?.[0]).toEqual({ name: 'code', disabled: false });
  expect(status?.filter(({ disabled }) => disabled).map(({ name }) => name)).toEqual(['node']);
});

test('the schema is the plugin’s own', async () => {
  const { schema } = await pluginSchema(fixture.gateway, 'opentelemetry');
  expect(schema).toMatchObject({ type: 'object', properties: { sampler: { type: 'object' } } });
});

test('a wish that repeats what stands on the route is let through, and nothing is read for one without fault', async () => {
  const bad = { additional_attributes: ['deepflow=demo'] };
  const wish = { state: 'on', config: { additional_attributes: ['deepflow=demo', 'host'] } };
  await expect(parseRouteWish(fixture.gateway, 'r1', 'opentelemetry', wish)).rejects.toThrow(/key=value/);
  await fixture.admin('PATCH', '/routes/r1', { plugins: { opentelemetry: bad } });
  expect(await parseRouteWish(fixture.gateway, 'r1', 'opentelemetry', wish)).toEqual(wish);
  const before = fixture.requests.length;
  await parseRouteWish(fixture.gateway, 'r1', 'opentelemetry', { state: 'off' });
  expect(fixture.requests.length).toBe(before);
});

test('series are asked for by the route’s id and its name, and tags of others are left out', async () => {
  const asked: string[] = [];
  const answers: Record<string, FakeAnswer['body']> = {
    'apisix_http_status{route="r1"}': [
      { __name__: 'apisix_http_status', route: 'r1', code: '200', df_pod: 'p', zone: 'a' },
      { __name__: 'apisix_http_status', route: 'r1', code: '404', df_pod: 'p', zone: '' },
    ],
    'apisix_http_status{route="cart"}': [{ __name__: 'apisix_http_status', route: 'cart', code: '200' }],
  };
  const prometheus = await fakeUpstream(({ path }) => {
    const match = new URL(path, 'http://x').searchParams.get('match[]');
    if (match === null) return { body: { status: '', data: [] } };
    asked.push(match);
    return { body: { status: 'success', data: answers[match] ?? null } };
  });
  try {
    const gateway = { ...fixture.gateway, prometheus: { url: prometheus.url } };
    const { metrics } = await routeSeries(gateway, 'r1');
    expect(asked).toHaveLength(6);
    expect(metrics[0]).toEqual({
      metric: 'http_status',
      series: 3,
      isCut: false,
      labels: [
        { name: 'route', values: 2, example: 'r1' },
        { name: 'code', values: 2, example: '200' },
        { name: 'zone', values: 1, example: 'a' },
      ],
    });
    expect(metrics[1]).toEqual({ metric: 'http_latency', series: 0, isCut: false, labels: [] });
  } finally {
    await prometheus.close();
  }
});

test('of as many series as are listed at most it is said that there may be others', async () => {
  const limits: (string | null)[] = [];
  let count = 20_001;
  const prometheus = await fakeUpstream(({ path }) => {
    const params = new URL(path, 'http://x').searchParams;
    const match = params.get('match[]');
    if (match === null) return { body: { status: '', data: [] } };
    limits.push(params.get('limit'));
    const isOfId = match === 'apisix_http_status{route="r1"}';
    const data = Array.from({ length: isOfId ? count : 1 }, (_, at) => ({ route: 'r1', consumer: `c${at}` }));
    return { body: { status: 'success', data } };
  });
  try {
    const gateway = { ...fixture.gateway, prometheus: { url: prometheus.url } };
    const { metrics } = await routeSeries(gateway, 'r1');
    expect(metrics.map(({ series, isCut }) => [series, isCut])).toEqual([
      [20_001, true],
      [2, false],
      [2, false],
    ]);
    expect(new Set(limits)).toEqual(new Set(['20000']));
    // DeepFlow lists 500 and not a word more.
    count = 500;
    const ofDeepflow = { ...gateway, deepflow: { ...gateway.deepflow, querierUrl: prometheus.url } };
    expect((await routeSeries(ofDeepflow, 'r1')).metrics[0]).toMatchObject({ series: 501, isCut: true });
    expect((await routeSeries(gateway, 'r1')).metrics[0]).toMatchObject({ series: 501, isCut: false });
  } finally {
    await prometheus.close();
  }
});

test('a metric that DeepFlow has never seen has no series', async () => {
  const prometheus = await fakeUpstream(() => ({
    body: { status: 'success', data: { resultType: 'vector', result: [] } },
  }));
  try {
    const { metrics } = await routeSeries({ ...fixture.gateway, prometheus: { url: prometheus.url } }, 'r1');
    expect(metrics.map(({ series }) => series)).toEqual([0, 0, 0]);
  } finally {
    await prometheus.close();
  }
});

test('without a Prometheus API the series are not configured', async () => {
  await expect(routeSeries(fixture.gateway, 'r1')).rejects.toMatchObject({ problem: { code: 'not_configured' } });
});
