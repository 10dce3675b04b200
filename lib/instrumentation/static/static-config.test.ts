import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { pluginsWith } from './plugins-with';
import type { StaticWish } from './settings';
import { readStaticConfig, writeStaticConfig } from './static-config';
import { configYaml, helmValues } from './testing-texts';

const addr = { label: 'upstream_addr', variable: '$upstream_addr' };
const status = { label: 'upstream_status', variable: '$upstream_status' };

/** The lines that are new, and those that are gone; what is between keeps its order. */
function changed(before: string, after: string): { added: string[]; removed: string[] } {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const added: string[] = [];
  let at = 0;
  for (const line of now) {
    if (old[at] === line) at++;
    else {
      const later = old.indexOf(line, at);
      if (later >= 0 && line.trim() !== '') at = later + 1;
      else added.push(line);
    }
  }
  const removed = old.filter((line) => !now.includes(line));
  return { added, removed };
}

test('a further label is one line, below the one that is there', () => {
  const after = writeStaticConfig(configYaml, { extraLabels: { http_status: [addr, status] } });
  expect(changed(configYaml, after)).toEqual({
    added: ['          - upstream_status: $upstream_status'],
    removed: [],
  });
  expect(readStaticConfig(after).settings.extraLabels.http_status).toEqual([addr, status]);
});

test('a label of another metric makes the keys on its way, and nothing else', () => {
  const after = writeStaticConfig(configYaml, { extraLabels: { http_latency: [status] } });
  expect(changed(configYaml, after)).toEqual({
    added: ['      http_latency:', '        extra_labels:', '          - upstream_status: $upstream_status'],
    removed: [],
  });
});

test('the last label goes, and its comment above stays', () => {
  const after = writeStaticConfig(configYaml, { extraLabels: { http_status: [] } });
  expect(changed(configYaml, after)).toEqual({
    added: ['        extra_labels: []'],
    removed: ['        extra_labels:', '          - upstream_addr: $upstream_addr   # where it went'],
  });
  expect(after).toContain('# asked for by the shop');
});

test('another variable for a label keeps the line’s comment', () => {
  const after = writeStaticConfig(configYaml, {
    extraLabels: { http_status: [{ label: 'upstream_addr', variable: '$balancer_ip' }] },
  });
  expect(changed(configYaml, after).added).toEqual(['          - upstream_addr: $balancer_ip   # where it went']);
});

test('the export’s address, path and prefix: quotes and comments stay', () => {
  const wish: StaticWish = { exportUri: '/metrics', exportIp: '0.0.0.0', exportPort: 9101, metricPrefix: 'edge_' };
  const after = writeStaticConfig(configYaml, wish);
  expect(changed(configYaml, after)).toEqual({
    added: [
      '    export_uri: "/metrics"   # scraped by infra',
      '    export_addr:',
      '      ip: 0.0.0.0',
      '      port: 9101',
      '    metric_prefix: edge_',
    ],
    removed: ['    export_uri: "/apisix/prometheus/metrics"   # scraped by infra'],
  });
  expect(readStaticConfig(after).settings).toMatchObject(wish);
});

test('expiry is set and taken away again without a trace', () => {
  const set = writeStaticConfig(configYaml, { expire: { http_status: 3600 } });
  expect(readStaticConfig(set).settings.expire.http_status).toBe(3600);
  expect(writeStaticConfig(set, { expire: { http_status: null } })).toBe(configYaml);
});

test('a text without a plugins list gets the gateway’s whole list, because naming one replaces the default', () => {
  const reading = readStaticConfig(configYaml);
  expect(reading.settings.plugins).toBeNull();
  expect(pluginsWith(reading, ['opentelemetry'], null)).toBeNull();
  const plugins = pluginsWith(reading, ['opentelemetry'], ['real-ip', 'cors', 'prometheus']);
  expect(plugins).toEqual(['real-ip', 'cors', 'prometheus', 'opentelemetry']);
  const after = writeStaticConfig(configYaml, { plugins });
  expect(changed(configYaml, after)).toEqual({
    added: ['plugins:', '  - real-ip', '  - cors', '  - prometheus', '  - opentelemetry'],
    removed: [],
  });
});

test('a text with a plugins list gets the one more, whatever the gateway has loaded', () => {
  const text = 'plugins:\n- cors      # for the shop\n- prometheus\nplugin_attr: {}\n';
  const plugins = pluginsWith(readStaticConfig(text), ['opentelemetry', 'cors'], ['x']);
  expect(writeStaticConfig(text, { plugins })).toBe(
    'plugins:\n- cors      # for the shop\n- prometheus\n- opentelemetry\nplugin_attr: {}\n',
  );
});

test('Helm values: the chart’s switch, its attributes and its empty list of plugins', () => {
  expect(readStaticConfig(helmValues)).toMatchObject({
    kind: 'helm',
    settings: { plugins: null, chartExport: false, exportUri: '/apisix/prometheus/metrics', exportIp: null },
  });
  const after = writeStaticConfig(helmValues, {
    chartExport: true,
    metricPrefix: 'edge_',
    plugins: ['prometheus', 'opentelemetry'],
    extraLabels: { http_status: [addr] },
  });
  expect(changed(helmValues, after)).toEqual({
    added: [
      '  plugins:',
      '  - prometheus',
      '  - opentelemetry',
      '  pluginAttrs:     # none yet',
      '    prometheus:',
      '      metrics:',
      '        http_status:',
      '          extra_labels:',
      '          - upstream_addr: $upstream_addr',
      '    enabled: true',
      '    metricPrefix: edge_',
    ],
    removed: ['  plugins: []', '  pluginAttrs: {}     # none yet', '    enabled: false'],
  });
  expect(readStaticConfig(after).settings).toMatchObject({ exportIp: '0.0.0.0', metricPrefix: 'edge_' });
});

test('a plugin that the chart adds by itself is not written a second time', () => {
  const text = 'apisix:\n  customPlugins:\n    enabled: true\n    plugins:\n      - name: own\n        attrs: {}\n';
  expect(pluginsWith(readStaticConfig(text), ['opentelemetry'], ['cors', 'own'])).toEqual(['cors', 'opentelemetry']);
});

test('attributes that win over the chart’s own keys are set beside them', () => {
  const text = 'apisix:\n  prometheus: {enabled: true, path: /a}\n  pluginAttrs:\n    prometheus: {export_uri: /b}\n';
  expect(readStaticConfig(text).settings.exportUri).toBe('/b');
  expect(writeStaticConfig(text, { exportUri: '/c' })).toBe(text.replace('/a', '"/c"').replace('/b', '"/c"'));
});

test('a chart whose whole config is given is edited in that', () => {
  const text = 'apisix:\n  fullCustomConfig:\n    enabled: true\n    config:\n      plugins: [cors]\n';
  expect(readStaticConfig(text)).toMatchObject({ kind: 'helm_full', settings: { plugins: ['cors'] } });
  expect(writeStaticConfig(text, { plugins: ['cors', 'prometheus'] })).toContain('plugins: [cors, "prometheus"]');
});

test('line ends of Windows, a byte order mark and a last line without an end stay', () => {
  const text = '\ufeffplugin_attr:\r\n  prometheus:\r\n    export_uri: /m # c\r\nplugins:\r\n  - cors';
  const after = writeStaticConfig(text, { exportIp: '0.0.0.0', plugins: ['cors', 'prometheus'] });
  expect(after).toBe(
    '\ufeffplugin_attr:\r\n  prometheus:\r\n    export_uri: /m # c\r\n    export_addr:\r\n      ip: 0.0.0.0\r\nplugins:\r\n  - cors\r\n  - prometheus',
  );
});

test.each([
  ['', 'plugin_attr:\n  prometheus:\n    export_addr:\n      ip: 0.0.0.0\n'],
  ['# nothing yet\n', '# nothing yet\nplugin_attr:\n  prometheus:\n    export_addr:\n      ip: 0.0.0.0\n'],
  ['plugin_attr:\n', 'plugin_attr:\n  prometheus:\n    export_addr:\n      ip: 0.0.0.0\n'],
  ['plugin_attr: ~ # later\n', 'plugin_attr: # later\n  prometheus:\n    export_addr:\n      ip: 0.0.0.0\n'],
  [
    'plugin_attr:\n  {}\nplugins: [a]\n',
    'plugin_attr:\n  prometheus:\n    export_addr:\n      ip: 0.0.0.0\nplugins: [a]\n',
  ],
  ['plugin_attr: {a: {b: 1}}\n', 'plugin_attr: {a: {b: 1}, "prometheus": {"export_addr":{"ip":"0.0.0.0"}}}\n'],
  ['{}\n', 'plugin_attr:\n  prometheus:\n    export_addr:\n      ip: 0.0.0.0\n'],
])('where there is little: %j', (text, after) => {
  expect(writeStaticConfig(text, { exportIp: '0.0.0.0' })).toBe(after);
});

test.each([
  ['an anchor that another part uses', 'a: &p\n  export_uri: /m\nplugin_attr:\n  prometheus: *p\n', 'shared'],
  ['a merged map', 'x: &p\n  metrics: {a: {}}\nplugin_attr:\n  prometheus:\n    <<: *p\n', 'shared'],
  ['broken YAML', 'a: [1\n', 'syntax'],
  ['a key twice', 'a: 1\na: 2\n', 'syntax'],
  ['several documents', 'a: 1\n---\nb: 2\n', 'documents'],
  ['a ConfigMap', 'apiVersion: v1\nkind: ConfigMap\ndata: {}\n', 'config_map'],
  ['a list', '- a\n', 'kind'],
  [
    'labels of a form of their own',
    'plugin_attr: {prometheus: {metrics: {http_status: {extra_labels: {a: $b}}}}}',
    'unsupported',
  ],
])('%s is refused, not guessed at', (_, text, fault) => {
  expect(() => writeStaticConfig(text, { extraLabels: { http_status: [status] }, exportUri: '/x' })).toThrow(
    expect.objectContaining({ fault }),
  );
});

test('a wish that is fulfilled changes nothing', () => {
  for (const text of [configYaml, helmValues]) {
    const { plugins, expire: _, chartExport, ...rest } = readStaticConfig(text).settings;
    expect(writeStaticConfig(text, { ...rest, plugins, chartExport })).toBe(text);
  }
});

test('a name that YAML 1.1 takes for a boolean or a number is the same text to APISIX, to Helm and to us', () => {
  const names = ['yes', 'no', 'on', 'off', 'y', 'n', 'Y', 'NO', 'True', 'null', 'e1', '_1'];
  const wish: StaticWish = {
    plugins: ['cors', '1_000', '2024-01-01', ...names],
    metricPrefix: 'on',
    exportIp: '1:2:3:4:5:6:7:8',
    extraLabels: { http_status: names.map((label) => ({ label, variable: '$status' })) },
  };
  for (const text of [configYaml, helmValues, '']) {
    const after = writeStaticConfig(text, wish);
    const [old, now] = (['1.1', '1.2'] as const).map((version) => parse(after, { version }) as unknown);
    expect(old).toEqual(now);
    expect(readStaticConfig(after).settings).toMatchObject(wish);
  }
});
