import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from './config';
import { configurationTable } from './config-docs';
import { configFileSchema, gatewayVariables } from './config-schema';

const key = 'the-secret-key-1';
const folder = mkdtempSync(join(tmpdir(), 'routelens-'));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

beforeEach(() => {
  for (const name of ['ROUTELENS_CONFIG', 'APISIX_ADMIN_KEY_FILE', ...Object.keys(gatewayVariables)])
    vi.stubEnv(name, undefined);
});
afterEach(() => vi.unstubAllEnvs());

function stub(variables: Record<string, string>): void {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
}

function message(): string {
  try {
    loadConfig();
  } catch (error) {
    expect(error).toMatchObject({ name: 'ConfigError' });
    expect(inspect(error)).not.toContain(key);
    return (error as Error).message;
  }
  throw new Error('was accepted');
}

const one = { APISIX_ADMIN_URL: 'http://apisix:9180/', APISIX_ADMIN_KEY: key };

test('one gateway from variables, with the defaults', () => {
  stub({ ...one, DEEPFLOW_QUERIER_URL: 'http://127.0.0.1:20416', GRAFANA_URL: '' });
  const [gateway, ...others] = loadConfig();
  expect(others).toEqual([]);
  expect(gateway).toMatchObject({
    id: 'default',
    name: 'APISIX',
    admin: { url: 'http://apisix:9180' },
    control: null,
    deepflow: { querierUrl: 'http://127.0.0.1:20416', appUrl: null, tags: {} },
    prometheus: { url: 'http://127.0.0.1:20416/prom' },
    grafana: null,
    staticConfig: null,
    timeoutMs: 5000,
    router: 'radixtree_host_uri',
  });
  expect(gateway?.admin.key.reveal()).toBe(key);
});

test('labels of a gateway’s metrics come from a variable or a map, and only names that tell nothing else apart', () => {
  stub({ ...one, APISIX_METRICS_LABELS: 'cluster=prod, job=a=b' });
  expect(loadConfig()[0]?.metricsLabels).toEqual({ cluster: 'prod', job: 'a=b' });
  for (const wrong of ['cluster', 'a-b=1', 'route=r1', 'cluster=']) {
    stub({ APISIX_METRICS_LABELS: wrong });
    expect(message()).toContain('APISIX_METRICS_LABELS');
  }
  const gateways = [{ id: 'g', admin: { url: 'http://apisix:9180' }, metrics: { labels: { cluster: 'a "b"' } } }];
  expect(configFileSchema.parse({ gateways }).gateways[0]?.metrics?.labels).toEqual({ cluster: 'a "b"' });
});

test('tags of a gateway’s own side come from a variable or a map, and only those that DeepFlow has of each side', () => {
  stub({ ...one, DEEPFLOW_TAGS: 'pod_cluster=prod, pod_ns=a=b,pod_ns=edge gateways,app_service=APISIX' });
  expect(loadConfig()[0]?.deepflow.tags).toEqual({
    pod_cluster: ['prod'],
    pod_ns: ['a=b', 'edge gateways'],
    app_service: ['APISIX'],
  });
  for (const [wrong, reason] of [
    ['pod_cluster', '"pod_cluster" has no value'],
    ['pod_ns=a,', '"" is no tag'],
    ['pod_ns=', '"pod_ns" has no value'],
    ['pod_ns_1=a', '"pod_ns_1" is no tag that a gateway is told by: one of region,'],
    ['ip=10.0.0.1', '"ip" is no tag'],
    ['constructor=x', '"constructor" is no tag'],
    ['__proto__=x', '"__proto__" is no tag'],
    ['pod_ns=with a slimit', '"pod_ns" has a value that DeepFlow cannot be asked for safely'],
  ] as const) {
    stub({ DEEPFLOW_TAGS: wrong });
    expect(message()).toContain(`DEEPFLOW_TAGS ${reason}`);
  }
  const written = (tags: unknown) =>
    configFileSchema.safeParse({ gateways: [{ id: 'g', admin: { url: 'http://apisix:9180' }, deepflow: { tags } }] });
  expect(written({ pod_ns: ['a', 'b'], vpc: 'v' }).data?.gateways[0]?.deepflow?.tags).toEqual({
    pod_ns: ['a', 'b'],
    vpc: ['v'],
  });
  for (const [wrong, reason] of [
    [{ pod_ns: [] }, '"pod_ns" has no value'],
    [{ pod_ns: [''] }, '"pod_ns" has no value'],
    [{ az: 7 }, '"az" must have a text or a list of texts'],
    [{ az: [7] }, '"az" must have a text or a list of texts'],
    [{ namespace: 'a' }, '"namespace" is no tag'],
    [['pod_ns=a'], 'must be tags with their values'],
    ['', '"" is no tag'],
  ] as const) {
    const [issue] = written(wrong).error?.issues ?? [];
    expect(issue?.path, JSON.stringify(wrong)).toEqual(['gateways', 0, 'deepflow', 'tags']);
    expect(issue?.message).toContain(reason);
  }
});

test('the key cannot be printed by accident', () => {
  stub(one);
  const [gateway] = loadConfig();
  expect(
    JSON.stringify(gateway) + inspect(gateway, { depth: 9, showHidden: true }) + String(gateway?.admin.key),
  ).not.toContain(key);
});

test('a secret comes from a file, without the line end', () => {
  stub({ APISIX_ADMIN_URL: one.APISIX_ADMIN_URL, APISIX_ADMIN_KEY_FILE: file('key', `${key}\n`) });
  expect(loadConfig()[0]?.admin.key.reveal()).toBe(key);
});

test('a relative path is taken from where the command was started, not from where the server runs', () => {
  file('relative-key', key);
  stub({ APISIX_ADMIN_URL: one.APISIX_ADMIN_URL, APISIX_ADMIN_KEY_FILE: 'relative-key', INIT_CWD: folder });
  expect(loadConfig()[0]?.admin.key.reveal()).toBe(key);
});

test.each<[string, Record<string, string>, string]>([
  ['nothing at all', {}, 'APISIX_ADMIN_URL is not set.'],
  ['no key', { APISIX_ADMIN_URL: 'http://a' }, 'APISIX_ADMIN_KEY is not set.'],
  ['an address without a scheme', { ...one, APISIX_ADMIN_URL: 'apisix:9180' }, 'APISIX_ADMIN_URL must be an address'],
  ['a script as an address', { ...one, GRAFANA_URL: 'javascript:alert(1)' }, 'GRAFANA_URL must be an address'],
  [
    'a password in an address',
    { ...one, DEEPFLOW_QUERIER_URL: `http://u:${key}@q` },
    'DEEPFLOW_QUERIER_URL must not contain a user',
  ],
  [
    'a query in an address',
    { ...one, PROMETHEUS_URL: `http://p/?token=${key}` },
    'PROMETHEUS_URL must not contain a query',
  ],
  [
    'a timeout in words',
    { ...one, UPSTREAM_TIMEOUT_MS: 'soon' },
    'UPSTREAM_TIMEOUT_MS must be a number of milliseconds',
  ],
  ['a timeout of nothing', { ...one, UPSTREAM_TIMEOUT_MS: '0' }, 'UPSTREAM_TIMEOUT_MS must be at least 100 ms'],
  ['an unknown router', { ...one, ROUTER_KIND: 'tree' }, 'ROUTER_KIND must be one of'],
  ['a key with a line end inside', { ...one, APISIX_ADMIN_KEY: `${key}\nx` }, 'APISIX_ADMIN_KEY must be printable'],
  ['a key twice', { ...one, APISIX_ADMIN_KEY_FILE: '/x' }, 'APISIX_ADMIN_KEY and APISIX_ADMIN_KEY_FILE are both set'],
  [
    'a missing file',
    { APISIX_ADMIN_URL: 'http://a', APISIX_ADMIN_KEY_FILE: '/no/such' },
    'APISIX_ADMIN_KEY_FILE: the file /no/such cannot be read (ENOENT).',
  ],
  ['a gateway called api', { ...one, GATEWAY_ID: 'api' }, 'GATEWAY_ID must not be "api"'],
  ['both ways at once', { ...one, ROUTELENS_CONFIG: '/x' }, 'ROUTELENS_CONFIG is set, and so is APISIX_ADMIN_URL'],
  [
    'a key file beside a configuration file',
    { ROUTELENS_CONFIG: '/x', APISIX_ADMIN_KEY_FILE: '/y' },
    'and so is APISIX_ADMIN_KEY_FILE',
  ],
  [
    'a missing configuration file',
    { ROUTELENS_CONFIG: '/no/such.yaml' },
    'ROUTELENS_CONFIG: /no/such.yaml cannot be used',
  ],
])('%s: one readable message, without the key', (_case, variables, expected) => {
  stub(variables);
  expect(message()).toContain(expected);
});

test('several gateways from a file', () => {
  const path = file(
    'good.yaml',
    `gateways:
  - { id: a, admin: { url: "http://a:9180", key: ${key} } }
  - id: b
    name: 乙
    admin: { url: "http://b:9180", keyFile: ${file('key-b', 'key-of-b')} }
    router: radixtree_uri
    prometheus: { url: "http://prometheus:9090" }`,
  );
  stub({ ROUTELENS_CONFIG: path });
  expect(loadConfig()).toMatchObject([
    { id: 'a', name: 'a', prometheus: null },
    { id: 'b', name: '乙', router: 'radixtree_uri', prometheus: { url: 'http://prometheus:9090' } },
  ]);
});

test.each([
  ['no gateway', 'gateways: []', 'gateways must name at least one gateway'],
  ['an empty file', '', 'gateways'],
  [
    'the same id twice',
    `gateways: [{id: a, admin: {url: "http://a", key: k}}, {id: a, admin: {url: "http://a", key: k}}]`,
    'gateways[1].id is used twice',
  ],
  ['a typing error', `gateways: [{id: a, admn: {}, admin: {url: "http://a", key: ${key}}}]`, 'gateways[0]'],
  ['no key', 'gateways: [{id: a, admin: {url: "http://a"}}]', 'gateways[0].admin: key or keyFile is missing'],
  [
    'both keys',
    `gateways: [{id: a, admin: {url: "http://a", key: ${key}, keyFile: /x}}]`,
    'key and keyFile are both set',
  ],
  [
    'a key that YAML takes for an alias',
    `gateways: [{id: a, admin: {url: "http://a", key: *${key}}}]`,
    'cannot be used',
  ],
  ['a key that YAML takes for a tag', `gateways: [{id: a, admin: {url: "http://a", key: !${key}}}]`, 'gateways[0]'],
  ['broken YAML beside the key', `gateways: [{id: a, admin: {url: "http://a", key: ${key}`, 'cannot be used'],
])('a file with %s: one readable message, without the key', (_case, text, expected) => {
  stub({ ROUTELENS_CONFIG: file('bad.yaml', text) });
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  expect(message()).toContain(expected);
  expect(warn).not.toHaveBeenCalled();
  warn.mockRestore();
});

test('docs/configuration.md has every line that the schema gives, and an example that is accepted', () => {
  const page = readFileSync('docs/configuration.md', 'utf8');
  for (const line of configurationTable().split('\n')) expect(page).toContain(line);
  const example = /```yaml\n([\s\S]*?)```/.exec(page)?.[1];
  expect(configFileSchema.safeParse(parse(example ?? '')).success).toBe(true);
});
