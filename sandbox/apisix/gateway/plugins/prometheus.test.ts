import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TestBed } from '@/sandbox/apisix/gateway/testing/start';
import type { JsonObject } from '@/sandbox/apisix/lua/json';

let bed: TestBed;
let upstream: string;

beforeEach(async () => {
  bed = new TestBed();
  ({ upstream } = await bed.start());
});
afterEach(() => bed.stop());

function route(id: string, plugins: JsonObject, more: JsonObject = {}): void {
  bed.put('routes', id, { uri: `/${id}`, upstream: { nodes: { [upstream]: 1 } }, plugins, ...more });
}

/** Samples of a metric, once there are so many. */
async function samples(metric: string, count: number): Promise<string[]> {
  return vi.waitFor(async () => {
    const lines = (await bed.metrics()).filter((line) => line.startsWith(`${metric}{`));
    expect(lines).toHaveLength(count);
    return lines;
  });
}

function label(line: string | undefined, name: string): string | undefined {
  return new RegExp(`[{,]${name}="([^"]*)"`).exec(line ?? '')?.[1];
}

test('a request counts once, with the labels and in the form of the recorded export', async () => {
  bed.put('services', 's', { name: 'catalogue', hosts: ['*.shop.test'] });
  route('items', { prometheus: { prefer_name: true } }, { name: 'catalogue items', service_id: 's' });
  await bed.send('/items?status=404', { headers: { host: 'a.shop.test' } });
  const [line] = await samples('apisix_http_status', 1);
  const traffic = 'request_type="traditional_http",request_llm_model="",llm_model=""';
  expect(line).toBe(
    'apisix_http_status{code="404",route="catalogue items",matched_uri="/items",matched_host="*.shop.test",' +
      `service="catalogue",consumer="",node="127.0.0.1",${traffic},response_source="upstream",` +
      `upstream_addr="${upstream}",upstream_status="404"} 1`,
  );
  await samples('apisix_bandwidth', 2);
  await samples('apisix_http_latency_count', 3);
});

test('every metric it exports has the help, type and label names of the recorded one', async () => {
  route('a', { prometheus: {} });
  await bed.send('/a');
  await samples('apisix_http_status', 1);
  const recorded = readFileSync('test/fixtures/apisix/prometheus-metrics.txt', 'utf8').split('\n');
  const shape = (lines: string[]) =>
    new Set(lines.map((line) => line.replace(/="[^"]*"/g, '').replace(/ [\d.e+-]+$/, '')));
  const known = shape(recorded);
  expect([...shape(await bed.metrics())].filter((line) => !known.has(line))).toEqual([]);
});

test('a node under health checks has a status by the object that checks it, and keeps its last one', async () => {
  const node = { name: '/apisix/upstreams/u', ip: '10.42.2.41', port: 8080, isUp: true };
  const checked = [node, { ...node, ip: '10.42.2.42', isUp: false }];
  const other = new TestBed();
  await other.start({}, () => undefined, checked);
  const exported = async () => (await other.metrics()).filter((line) => line.includes('apisix_upstream_status'));
  const lines = [
    '# HELP apisix_upstream_status Upstream status from health check',
    '# TYPE apisix_upstream_status gauge',
    'apisix_upstream_status{name="/apisix/upstreams/u",ip="10.42.2.41",port="8080"} 1',
    'apisix_upstream_status{name="/apisix/upstreams/u",ip="10.42.2.42",port="8080"} 0',
  ];
  expect(await exported()).toEqual(lines);
  checked.pop();
  expect(await exported()).toEqual(lines);
  await other.stop();
});

test('its shared dicts are those of the recorded export in their order, and its metrics take space from one', async () => {
  const names = (text: string) =>
    [...text.matchAll(/^apisix_(shared_dict_\w+\{name="[^"]+"\})/gm)].map(([, name]) => name);
  const recorded = readFileSync('test/fixtures/apisix/prometheus-metrics.txt', 'utf8');
  expect(names((await bed.metrics()).join('\n'))).toEqual(names(recorded));
  const space = async (of: string) => {
    const line = (await bed.metrics()).find((one) =>
      one.startsWith(`apisix_shared_dict_${of}_bytes{name="prometheus-metrics"}`),
    );
    return Number(line?.split(' ').at(-1));
  };
  const before = await space('free_space');
  for (let at = 0; at < 4; at++) route(`r${at}`, { prometheus: {} });
  for (let at = 0; at < 4; at++) await bed.send(`/r${at}`);
  await samples('apisix_http_status', 4);
  expect(await space('free_space')).toBeLessThan(before);
  expect(await space('free_space')).toBeLessThan(await space('capacity'));
});

test('a copy on the route keeps the global rule from counting again, unless it is disabled', async () => {
  bed.put('global_rules', 'g', { plugins: { prometheus: {} } });
  route('both', { prometheus: {} });
  route('disabled', { prometheus: { _meta: { disable: true } } });
  for (const path of ['/both', '/disabled', '/nowhere']) await bed.send(path);
  const lines = await samples('apisix_http_status', 3);
  expect(lines.map((line) => [label(line, 'route'), line.endsWith(' 1')])).toEqual([
    ['both', true],
    ['disabled', true],
    ['', true],
  ]);
});

test('disabled labels become empty at once, extra labels keep those of the start', async () => {
  route('a', { prometheus: {} });
  await bed.send('/a');
  bed.put('plugin_metadata', 'prometheus', { disabled_labels: { http_status: ['route', 'node'] } });
  await bed.send('/a');
  const lines = await samples('apisix_http_status', 2);
  expect(lines.map((line) => label(line, 'route')).sort()).toEqual(['', 'a']);
});

test('a gateway without the plugin exports nothing', async () => {
  await bed.stop();
  bed = new TestBed();
  await bed.start({ plugins: [] });
  expect(await bed.metrics()).toEqual(['{}']);
});
