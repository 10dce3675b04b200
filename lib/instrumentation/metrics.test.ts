import { expect, test } from 'vitest';
import { disablableIn } from '@/lib/apisix/plugin-facts';
import recorded from '@/sandbox/apisix/schema/recordings/schemas.json';
import { cardinalityOf, knownDisablable, type LabelledMetric, labelFault, labelledMetrics, ownLabels } from './metrics';

const { properties } = recorded.plugins.prometheus.metadata_schema.properties.disabled_labels;

test('what can be disabled is what the gateway’s own schema lists, of every metric', () => {
  const listed = disablableIn(recorded.plugins.prometheus.metadata_schema);
  expect(Object.keys(listed ?? {})).toHaveLength(13);
  expect(listed).toMatchObject(knownDisablable);
  expect(listed?.llm_latency).toEqual(properties.llm_latency.items.enum);
});

test('every metric of the gateway’s schema can have extra labels, none that is its own already', () => {
  expect([...labelledMetrics].sort()).toEqual(Object.keys(properties).sort());
  for (const metric of labelledMetrics)
    expect(ownLabels(metric)).toEqual(expect.arrayContaining(properties[metric].items.enum));
  expect(fault('route_id', '$route_id', 'llm_latency')).toBe('own');
  expect(fault('model', '$post_arg.model', 'llm_prompt_tokens')).toBeNull();
});

const fault = (label: string, variable = '$upstream_addr', metric: LabelledMetric = 'http_status') =>
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
