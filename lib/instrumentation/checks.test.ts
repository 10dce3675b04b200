import { expect, test } from 'vitest';
import { type CheckId, instrumentationChecks } from './checks';
import type { GatewayInstrumentation, StaticFile } from './dto';
import { readStaticConfig } from './static/static-config';

const gateway: GatewayInstrumentation = {
  gatewayId: 'g',
  loaded: ['opentelemetry', 'prometheus'],
  metadata: { opentelemetry: { collector: { address: 'a/api/v1/otel/trace?' } }, prometheus: null },
  needsMetadata: true,
  disablable: null,
  writeBlocked: null,
  managers: [],
  addresses: { adminUrl: null, querierUrl: null },
  staticFile: null,
  problem: null,
  readAt: 0,
};
const file = (text: string): StaticFile => ({
  file: '/c',
  obstacle: null,
  seen: '',
  modifiedAt: 0,
  content: { ...readStaticConfig(text), text },
  fault: null,
});
const check = (id: CheckId, data: Partial<GatewayInstrumentation> = {}, text?: string) =>
  instrumentationChecks({ ...gateway, ...data }, text === undefined ? null : file(text)).find((one) => one.id === id);
const address = (value: string) => ({
  metadata: { opentelemetry: { collector: { address: value } }, prometheus: null },
});

test('what is in order says so, and what is not says where it is mended', () => {
  expect(check('opentelemetry')).toMatchObject({ state: 'ok' });
  expect(check('opentelemetry', { loaded: ['prometheus'] })).toMatchObject({ state: 'attention', fix: 'static' });
  expect(check('metadata', { metadata: { opentelemetry: null, prometheus: null } })).toMatchObject({
    state: 'attention',
    fix: 'traces',
  });
  expect(check('collector')).toMatchObject({ state: 'ok', word: 'collectorAgent' });
  expect(check('collector', address('a/api/v1/otel/trace'))).toMatchObject({ word: 'collectorFault.agent_suffix' });
  expect(check('export', {}, '')).toMatchObject({
    state: 'attention',
    word: 'exportLoopback',
    value: '127.0.0.1:9091',
  });
  expect(check('export', {}, 'plugin_attr: {prometheus: {export_addr: {ip: 0.0.0.0, port: 9101}}}')).toMatchObject({
    state: 'ok',
    value: '0.0.0.0:9101',
  });
  expect(check('export', {}, 'apisix: {pluginAttrs: {}}')).toMatchObject({ word: 'exportChartOff' });
});

test('metadata of another shape is counted as far as it goes', () => {
  const disabled_labels = { http_status: ['route'], http_latency: null, bandwidth: {} };
  expect(check('labels', { metadata: { opentelemetry: null, prometheus: { disabled_labels } } })).toMatchObject({
    value: '1',
  });
});

test('what could not be read is not called wrong', () => {
  const unread = { loaded: null, metadata: null };
  for (const id of ['opentelemetry', 'prometheus', 'metadata', 'collector', 'export', 'labels'] as const)
    expect(check(id, unread)).toMatchObject({ state: 'unknown' });
  expect(check('metadata', { needsMetadata: false })).toMatchObject({ state: 'unknown' });
});
