import { readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { type FakeAnswer, fakeGateway, fakeUpstream } from '@/lib/server/deepflow/testing';
import { metricPrefix, prefixAmong } from './metric-prefix';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** A Prometheus API that answers the list of names so, and counts how often it was asked. */
async function prometheusWith(answer: () => FakeAnswer) {
  const asked: string[] = [];
  const { url, close } = await fakeUpstream(({ path }) => {
    asked.push(path);
    return answer();
  });
  closing.push(close);
  return { gateway: { ...fakeGateway({}), prometheus: { url } }, asked };
}

test.each<[string, string[], string]>([
  ['nothing', [], 'apisix_'],
  ['the default', ['up', 'apisix_http_status', 'apisix_bandwidth'], 'apisix_'],
  ['another prefix', ['up', 'edge_http_status', 'edge_http_latency_bucket', 'edge_bandwidth'], 'edge_'],
  ['no prefix at all', ['http_status', 'http_latency_bucket', 'node_info'], ''],
  ['a gateway that has counted no request yet', ['edge_etcd_reachable', 'edge_node_info'], 'edge_'],
  ['one name of another program', ['shop_http_status', 'up'], 'apisix_'],
  ['names of other programs beside', ['shop_http_status', 'k_bandwidth', 'e_node_info', 'e_bandwidth'], 'e_'],
  [
    'two gateways, the default among them',
    ['b_bandwidth', 'b_http_status', 'apisix_bandwidth', 'apisix_http_status'],
    'apisix_',
  ],
  [
    'DeepFlow’s twins',
    ['e_http_status', 'prometheus__samples__e_http_status', 'prometheus__samples__e_bandwidth', 'e_bandwidth'],
    'e_',
  ],
])('the prefix among %s', (_name, names, prefix) => {
  expect(prefixAmong(names)).toBe(prefix);
});

test('the prefix of the recorded export is the default', () => {
  const text = readFileSync('test/fixtures/apisix/prometheus-metrics.txt', 'utf8');
  const names = text.split('\n').flatMap((line) => /^\w+/.exec(line)?.[0] ?? []);
  expect(prefixAmong(names)).toBe('apisix_');
});

test.each<[string, FakeAnswer]>([
  ['Prometheus', { body: { status: 'success', data: ['edge_http_status', 'edge_bandwidth'] } }],
  ['DeepFlow', { body: { status: '', data: ['edge_http_status', 'edge_bandwidth'] } }],
])('%s is understood, and asked once for all who ask at a time and after', async (_name, answer) => {
  const { gateway, asked } = await prometheusWith(() => answer);
  expect(await Promise.all([metricPrefix(gateway), metricPrefix(gateway)])).toEqual(['edge_', 'edge_']);
  expect(await metricPrefix(gateway)).toBe('edge_');
  expect(asked).toEqual(['/api/v1/label/__name__/values']);
});

test('after five minutes it is asked again', async () => {
  let name = 'old';
  const { gateway } = await prometheusWith(() => ({
    body: { status: 'success', data: [`${name}_http_status`, `${name}_bandwidth`] },
  }));
  vi.useFakeTimers({ toFake: ['Date'] });
  expect(await metricPrefix(gateway)).toBe('old_');
  name = 'new';
  expect(await metricPrefix(gateway)).toBe('old_');
  vi.advanceTimersByTime(5 * 60_000);
  expect(await metricPrefix(gateway)).toBe('new_');
});

test.each<[string, FakeAnswer]>([
  ['is refused', { status: 500, body: { status: 'fail', error: 'x' } }],
  ['is no JSON', { body: '<html></html>' }],
  ['is of another form', { body: { status: 'success', data: { names: [] } } }],
])('where the answer %s the default is taken, and not remembered', async (_name, answer) => {
  const { gateway, asked } = await prometheusWith(() => answer);
  expect(await metricPrefix(gateway)).toBe('apisix_');
  expect(await metricPrefix(gateway)).toBe('apisix_');
  expect(asked).toHaveLength(2);
});

test('DeepFlow without any name, and a gateway without Prometheus, have the default', async () => {
  expect(await metricPrefix((await prometheusWith(() => ({ body: 'null' }))).gateway)).toBe('apisix_');
  expect(await metricPrefix(fakeGateway({}))).toBe('apisix_');
});

test('an API that cannot be asked is a problem, not another prefix', async () => {
  const { gateway } = await prometheusWith(() => ({ status: 401, body: '' }));
  await expect(metricPrefix(gateway)).rejects.toMatchObject({ problem: { code: 'upstream_unauthorized' } });
  const nobody = { ...fakeGateway({}), prometheus: { url: 'http://127.0.0.1:1' } };
  await expect(metricPrefix(nobody)).rejects.toMatchObject({ problem: { code: 'upstream_unreachable' } });
});

test('who went away is told so, and the answer serves the others', async () => {
  const { gateway, asked } = await prometheusWith(() => ({ body: { data: ['e_http_status', 'e_bandwidth'] } }));
  const gone = AbortSignal.abort(new Error('gone'));
  await expect(metricPrefix(gateway, gone)).rejects.toThrow('gone');
  expect(await metricPrefix(gateway)).toBe('e_');
  expect(asked).toHaveLength(1);
});

test('of a Prometheus that gateways share, the names of this gateway’s series alone are asked for', async () => {
  const { gateway, asked } = await prometheusWith(() => ({ body: { data: ['e_http_status', 'e_bandwidth'] } }));
  expect(await metricPrefix({ ...gateway, metricsLabels: { cluster: 'a' } })).toBe('e_');
  expect(new URL(asked[0] ?? '', 'http://x').searchParams.get('match[]')).toBe('{cluster="a"}');
});

test('DeepFlow, which lists names without a selector only, is asked for all of them', async () => {
  const { gateway, asked } = await prometheusWith(() => ({ body: { data: ['e_http_status', 'e_bandwidth'] } }));
  const querierUrl = gateway.prometheus.url;
  const shared = { ...gateway, metricsLabels: { cluster: 'a' }, deepflow: { ...gateway.deepflow, querierUrl } };
  expect(await metricPrefix(shared)).toBe('e_');
  expect(asked).toEqual(['/api/v1/label/__name__/values']);
});
