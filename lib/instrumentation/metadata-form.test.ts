import { expect, test } from 'vitest';
import { maskedValue } from './dto';
import {
  opentelemetryConfig,
  opentelemetryFaults,
  opentelemetryValues,
  prometheusConfig,
  prometheusValues,
} from './metadata-form';
import { knownDisablable } from './metrics';

const config = {
  collector: { address: 'otel:4318', request_headers: { Authorization: maskedValue, 'x-n': 5 }, x_new: 1 },
  resource: { 'service.name': 'APISIX', replicas: 2 },
  batch_span_processor: { max_queue_size: 4096 },
  other: true,
};

test('what is not touched is written back as it was, keys that the form does not know included', () => {
  expect(opentelemetryConfig(opentelemetryValues(config), config)).toEqual(config);
  expect(opentelemetryConfig(opentelemetryValues(null), null)).toEqual({});
  expect(opentelemetryConfig(opentelemetryValues({}), {})).toEqual({});
});

test('exactly what was changed differs, and an emptied field leaves its default', () => {
  const values = opentelemetryValues(config);
  const next = opentelemetryConfig(
    {
      ...values,
      address: ' agent/api/v1/otel/trace? ',
      timeoutS: '5',
      maxQueueSize: '',
      traceIdSource: 'x-request-id',
    },
    config,
  );
  expect(next).toEqual({
    collector: { ...config.collector, address: 'agent/api/v1/otel/trace?', request_timeout: 5 },
    resource: config.resource,
    other: true,
    trace_id_source: 'x-request-id',
  });
});

test('a hidden header stays hidden, a new one is what was typed, and a number stays a number', () => {
  const values = opentelemetryValues(config);
  const headers = [...values.headers, { name: 'x-tenant', value: 'a' }];
  expect(opentelemetryConfig({ ...values, headers }, config).collector).toMatchObject({
    request_headers: { Authorization: maskedValue, 'x-n': 5, 'x-tenant': 'a' },
  });
  const resource = [{ name: 'service.name', value: 'edge' }, ...values.resource.slice(1)];
  expect(opentelemetryConfig({ ...values, resource }, config).resource).toEqual({
    'service.name': 'edge',
    replicas: 2,
  });
  expect(opentelemetryConfig({ ...values, resource: [] }, config)).not.toHaveProperty('resource');
});

test('a hidden value under another name, and what no header can hold, are refused', () => {
  const values = opentelemetryValues(config);
  const faultOf = (name: string, value: string) =>
    opentelemetryFaults({ ...values, headers: [{ name, value }] }, config)['headers.0'];
  expect(faultOf('Authorization', maskedValue)).toBeUndefined();
  expect(faultOf('X-Auth', maskedValue)).toBe('retype');
  expect(faultOf('', 'a')).toBe('name');
  expect(faultOf('a b', 'a')).toBe('name');
  expect(faultOf('a', 'b\r\nc: d')).toBe('value');
  expect(
    opentelemetryFaults(
      {
        ...values,
        headers: [
          { name: 'a', value: '1' },
          { name: 'A', value: '2' },
        ],
      },
      config,
    ),
  ).toEqual({ 'headers.1': 'duplicate' });
});

test('numbers that the gateway would take but that cannot be meant are refused', () => {
  const values = opentelemetryValues(null);
  const faults = (change: object) => opentelemetryFaults({ ...values, ...change }, null);
  expect(faults({ timeoutS: '0' })).toEqual({ timeoutS: 'whole' });
  expect(faults({ timeoutS: '1.5' })).toEqual({ timeoutS: 'whole' });
  expect(faults({ batchTimeoutS: '-1' })).toEqual({ batchTimeoutS: 'positive' });
  expect(faults({ batchTimeoutS: '0.5' })).toEqual({});
  expect(faults({ maxExportBatchSize: '4096' })).toEqual({ maxExportBatchSize: 'batch_above_queue' });
  expect(faults({ maxExportBatchSize: '4096', maxQueueSize: '8192' })).toEqual({});
  expect(faults({ address: 'http://a:b@c' })).toEqual({ address: 'credentials' });
});

test('labels are switched off by metric, and metrics that are not shown keep theirs', () => {
  const metadata = { disabled_labels: { http_status: ['node'], llm_latency: ['node'] } };
  const values = prometheusValues(metadata, knownDisablable);
  expect(prometheusConfig(values, metadata, knownDisablable)).toEqual(metadata);
  expect(
    prometheusConfig({ ...values, http_status: [], bandwidth: ['route', 'type'] }, metadata, knownDisablable),
  ).toEqual({
    disabled_labels: { llm_latency: ['node'], bandwidth: ['route'] },
  });
  expect(
    prometheusConfig({ ...values, http_status: [] }, { disabled_labels: { http_status: ['node'] } }, knownDisablable),
  ).toEqual({});
});

test('labels of every metric that the gateway’s schema lists can be disabled, those of others stay', () => {
  const disablable = { ...knownDisablable, llm_latency: ['route_id', 'node'] };
  const metadata = { disabled_labels: { x_later: ['a'] } };
  const values = { ...prometheusValues(metadata, disablable), llm_latency: ['node', 'type'] };
  expect(prometheusConfig(values, metadata, disablable)).toEqual({
    disabled_labels: { x_later: ['a'], llm_latency: ['node'] },
  });
});
