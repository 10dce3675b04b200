import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { shell } from '@/lib/instrumentation/shell';
import { readStaticConfig } from '@/lib/instrumentation/static/static-config';
import { pieces } from './pieces';
import { guessPlaces, type Places, placeFault } from './places';

const places: Places = {
  namespace: 'edge',
  release: 'apisix',
  metricsHost: 'gw',
  metricsPort: 9091,
  metricsPath: '/apisix/prometheus/metrics',
  metricPrefix: 'apisix_',
  agentHost: 'deepflow-agent.deepflow',
};
const made = (name: string, from = places) => parse(pieces(from).find((piece) => piece.name === name)?.text ?? '');

test('what is made leads to the paths that the agent knows', () => {
  expect(made('otel_collector').exporters.otlphttp).toEqual({
    traces_endpoint: 'http://deepflow-agent.deepflow/api/v1/otel/trace',
  });
  expect(made('prometheus_agent')).toMatchObject({
    remote_write: [{ url: 'http://deepflow-agent.deepflow/api/v1/prometheus' }],
    scrape_configs: [{ metrics_path: places.metricsPath, static_configs: [{ targets: ['gw:9091'] }] }],
  });
  expect(made('service_monitor')).toMatchObject({
    kind: 'ServiceMonitor',
    metadata: { namespace: 'edge' },
    spec: { endpoints: [{ port: 'prometheus', path: places.metricsPath }] },
  });
  expect(made('export_address').plugin_attr.prometheus.export_addr).toEqual({ ip: '0.0.0.0', port: 9091 });
});

test('whatever a value holds, it stays one value', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (path, host) => {
      const odd = { ...places, metricsPath: path, agentHost: host, namespace: path };
      expect(made('service_monitor', odd).spec.endpoints[0].path).toBe(path);
      expect(made('service_monitor', odd).metadata.namespace).toBe(path);
      expect(made('otel_collector', odd).exporters.otlphttp.traces_endpoint).toBe(`http://${host}/api/v1/otel/trace`);
      expect(made('prometheus_agent', odd).scrape_configs[0].metrics_path).toBe(path);
    }),
  );
});

test('a word of a command cannot end it', () => {
  expect(shell('apisix')).toBe('apisix');
  expect(shell("a'; rm -rf /")).toBe(`'a'\\''; rm -rf /'`);
});

test('places are guessed from the addresses that the console has', () => {
  const known = {
    adminUrl: 'http://my-gw-admin.ingress-apisix.svc.cluster.local:9180',
    querierUrl: 'http://deepflow-server.observability:20416',
    collector: null,
  };
  expect(guessPlaces(known, null)).toMatchObject({
    namespace: 'ingress-apisix',
    release: 'my-gw',
    metricsPort: 9091,
    agentHost: 'deepflow-agent.observability',
  });
  expect(guessPlaces({ ...known, collector: 'http://10.1.2.3:38086/api/v1/otel/trace?' }, null).agentHost).toBe(
    '10.1.2.3:38086',
  );
  const local = { adminUrl: 'http://127.0.0.1:9180', querierUrl: 'http://127.0.0.1:20416', collector: null };
  expect(guessPlaces(local, readStaticConfig('plugin_attr: {prometheus: {export_addr: {port: 9101}}}'))).toMatchObject({
    namespace: 'apisix',
    metricsHost: '127.0.0.1',
    metricsPort: 9101,
    agentHost: 'deepflow-agent.deepflow',
  });
});

test('places that make no sense are named', () => {
  expect(placeFault('namespace', 'Edge')).toBe('name');
  expect(placeFault('namespace', 'edge-1')).toBeNull();
  expect(placeFault('metricsPort', '0')).toBe('port');
  expect(placeFault('metricsPath', 'metrics')).toBe('path');
  expect(placeFault('agentHost', 'a/b')).toBe('host');
  expect(placeFault('agentHost', '10.0.0.1:38086')).toBeNull();
  expect(placeFault('agentHost', ' ')).toBe('empty');
});
