import { expect, test } from 'vitest';
import recorded from '@/sandbox/apisix/schema/recordings/schemas.json';
import { cardinalityOf, disablableLabels, labelFault, metricNames } from './metrics';

test('what can be disabled is what the gateway’s own schema lists', () => {
  const { properties } = recorded.plugins.prometheus.metadata_schema.properties.disabled_labels;
  for (const metric of metricNames) expect(disablableLabels(metric)).toEqual(properties[metric].items.enum);
});

const fault = (label: string, variable = '$upstream_addr', metric: 'http_status' | 'http_latency' = 'http_status') =>
  labelFault(metric, [{ label, variable }], 0);

test('names that the metrics library refuses, that are taken, or that Prometheus keeps for itself', () => {
  expect(fault('upstream_addr')).toBeNull();
  for (const name of ['', '1st', 'up-addr', 'a b', 'ä', 'a.b', '$a']) expect(fault(name)).toBe('name');
  for (const name of ['le', 'quantile', '__name__', '__x']) expect(fault(name)).toBe('reserved');
  for (const name of ['code', 'route', 'response_source']) expect(fault(name)).toBe('own');
  expect(fault('type')).toBeNull();
  expect(fault('type', '$host', 'http_latency')).toBe('own');
  expect(fault('code', '$status', 'http_latency')).toBeNull();
});

test('a variable begins with $, because the gateway cuts the first letter off', () => {
  for (const variable of ['', 'upstream_addr', '$', '$1', '$a b', '$a-b'])
    expect(fault('a', variable)).toBe('variable');
  for (const variable of ['$upstream_addr', '$arg_x', '$http_x_tenant', '$_', '$post_arg.model', '$http_x-tenant'])
    expect(fault('a', variable)).toBeNull();
  for (const variable of ['$post_arg.', '$http_', '$a.b']) expect(fault('a', variable)).toBe('variable');
});

test('the second of two labels of one name is the fault', () => {
  const labels = [
    { label: 'a', variable: '$host' },
    { label: 'a', variable: '$uri' },
  ];
  expect([0, 1].map((index) => labelFault('http_status', labels, index))).toEqual([null, 'duplicate']);
});

test('how much a variable multiplies the series', () => {
  expect(cardinalityOf('$upstream_status')).toBe('few');
  expect(cardinalityOf('upstream_addr')).toBe('nodes');
  for (const variable of ['$remote_addr', '$request_id', '$uri', '$cookie_session', '$upstream_response_time'])
    expect(cardinalityOf(variable)).toBe('many');
  expect(cardinalityOf('$http_x_tenant')).toBe('unknown');
});

test('an odd row that the text has already is let be, a new one like it is not', () => {
  const saved = [
    { label: 'odd-name', variable: 'no_dollar' },
    { label: 'a', variable: '$host' },
  ];
  expect(saved.map((_, index) => labelFault('http_status', saved, index, saved))).toEqual([null, null]);
  const more = [...saved, { label: 'odd-name', variable: 'no_dollar' }, { label: 'a', variable: '$uri' }];
  expect([2, 3].map((index) => labelFault('http_status', more, index, saved))).toEqual(['name', 'duplicate']);
  const changed = [{ label: 'odd-name', variable: '$host' }];
  expect(labelFault('http_status', changed, 0, saved)).toBe('name');
});
