import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decodeOtlp } from '@/sandbox/apisix/gateway/testing/decode-otlp';
import { gatewaySpan, type SpanRequest } from './gateway-span';
import { encodeOtlp } from './message';
import { resourceAttributes } from './resource';
import { formatTraceparent, parseTraceparent, type Sampler, shouldSample, startContext } from './span-context';

type WireSpan = { attributes: { key: string; value?: object }[]; status?: object; parentSpanId?: string };
type Wire = { resourceSpans: { resource: { attributes: { key: string; value: object }[] }; scopeSpans: unknown[] }[] };

function recorded(file: string): Wire {
  return decodeOtlp(readFileSync(`test/fixtures/otlp/${file}`)) as Wire;
}

function spansOf(wire: Wire): WireSpan[] {
  return wire.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => (scope as { spans: [] }).spans));
}

const request: SpanRequest = {
  method: 'GET',
  host: '127.0.0.1',
  path: '/orders/1',
  requestUri: '/orders/1?status=500',
  headers: { host: '127.0.0.1:9080' },
  route: { id: 'r-named', name: 'orders', uri: '/orders/*' },
  service: null,
};
const context = { traceId: 'ff53d244c4ee3ee2b7e180add8461f81', spanId: '69ebba1c4ff1b257', flags: 1, traceState: '' };
const start = { context, parent: null, startUs: 1_795_334_131_441_164 };

describe('what APISIX 3.18.0 posted to its collector', () => {
  test('is what this encoder makes of the same requests, ids and times aside', () => {
    const answered = { status: 404, source: 'upstream', endUs: start.startUs } as const;
    const spans = [
      gatewaySpan(start, { ...request, requestUri: '/orders/1?status=404' }, answered),
      gatewaySpan(start, request, { ...answered, status: 500 }),
    ];
    const resource = resourceAttributes({ 'deployment.environment': 'measure', replicas: 2, canary: false });
    expect(masked(decodeOtlp(encodeOtlp(spans, resource)) as Wire)).toEqual(masked(recorded('005.bin')));
  });

  test('has the resource of empty metadata without service.name', () => {
    const mine = decodeOtlp(encodeOtlp([], resourceAttributes(undefined))) as Wire;
    expect(masked(mine).resourceSpans[0]?.resource).toEqual(masked(recorded('001.bin')).resourceSpans[0]?.resource);
  });

  test('carries variables, header prefixes and the service, in the recorded order', () => {
    const [recordedSpan] = spansOf(recorded('004.bin'));
    const variables: Record<string, string> = {
      http_x_tenant: 't-9',
      upstream_addr: '127.0.0.1:1980',
      upstream_status: '200',
      route_name: 'svc-route',
      request_length: '111',
    };
    const span = gatewaySpan(
      start,
      {
        ...request,
        host: 'a.example.com',
        path: '/svc/x',
        requestUri: '/svc/x',
        headers: { 'x-shop-region': 'eu', 'x-shop-id': '7' },
        route: { id: 'r-svc', name: 'svc-route', uri: '/svc/*' },
        service: { id: 'svc-a', name: 'svc-orders' },
      },
      { status: 200, source: 'upstream', endUs: start.startUs },
      { additional_attributes: Object.keys(variables), additional_header_prefix_attributes: ['x-shop-*'] },
      (name) => variables[name] ?? null,
    );
    const mine = spansOf(decodeOtlp(encodeOtlp([span], [])) as Wire)[0];
    expect(mine?.attributes).toEqual(recordedSpan?.attributes);
  });
});

/** Without what differs from run to run. */
function masked(wire: Wire): Wire {
  const varying = new Set(['traceId', 'spanId', 'startTimeUnixNano', 'endTimeUnixNano']);
  const text = JSON.stringify(wire, (key, value) => (varying.has(key) ? `<${key}>` : value));
  const result = JSON.parse(text) as Wire;
  for (const { resource } of result.resourceSpans) {
    resource.attributes = resource.attributes
      .map((one) => (one.key === 'hostname' ? { ...one, value: {} } : one))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
  }
  return result;
}

describe('sampling', () => {
  const low = '00000001000000000000000000000001';
  const high = 'fffffffe000000000000000000000001';
  const sampled = parseTraceparent('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01');
  const unsampled = parseTraceparent('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00');

  test.each<[string, Sampler | undefined, string, typeof sampled, boolean]>([
    ['no sampler is always_off', undefined, low, sampled, false],
    ['always_on ignores an unsampled parent', { name: 'always_on' }, high, unsampled, true],
    ['a ratio looks at the trace id', { name: 'trace_id_ratio', options: { fraction: 0.5 } }, low, null, true],
    ['a ratio ignores a sampled parent', { name: 'trace_id_ratio', options: { fraction: 0.5 } }, high, sampled, false],
    ['a fraction above 1 is all', { name: 'trace_id_ratio', options: { fraction: 1.5 } }, high, null, true],
    ['a fraction below 0 is none', { name: 'trace_id_ratio', options: { fraction: -1 } }, low, null, false],
    ['parent_base follows a sampled parent', { name: 'parent_base' }, high, sampled, true],
    ['parent_base follows an unsampled parent', { name: 'parent_base' }, high, unsampled, false],
    ['parent_base without parent asks its root', { name: 'parent_base' }, high, null, false],
    ['a root that is on', { name: 'parent_base', options: { root: { name: 'always_on' } } }, high, null, true],
  ])('%s', (_name, sampler, traceId, parent, expected) => {
    expect(shouldSample(sampler, traceId, parent)).toBe(expected);
  });

  test('the upstream is told the new span and whether it is recorded', () => {
    const on = startContext({ name: 'always_on' }, unsampled);
    expect(formatTraceparent(on)).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/);
    expect(on.spanId).not.toBe(unsampled?.spanId);
    expect(formatTraceparent(startContext(undefined, sampled))).toMatch(/-00$/);
  });

  test.each([
    '',
    '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331',
    '00-00000000000000000000000000000000-b7ad6b7169203331-01',
    '00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01',
    '00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01',
    '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03',
    'ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x',
  ])('traceparent %j starts a new trace', (traceparent) => {
    expect(parseTraceparent(traceparent)).toBeNull();
  });
});
