import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { decodeOtlp } from '@/sandbox/apisix/gateway/testing/decode-otlp';
import { TestBed } from '@/sandbox/apisix/gateway/testing/start';
import type { JsonObject } from '@/sandbox/apisix/lua/json';

type WireSpan = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  attributes: { key: string; value?: { stringValue?: string; intValue?: string } }[];
  status?: { message: string };
};
type Wire = { resourceSpans: { resource: { attributes: { key: string }[] }; scopeSpans: { spans: WireSpan[] }[] }[] };

const always = { sampler: { name: 'always_on' } };
let bed: TestBed;
let upstream: string;
let bodies: { url: string; wire: Wire }[];
let collector: string;

beforeEach(async () => {
  bed = new TestBed();
  ({ upstream } = await bed.start({ plugins: ['opentelemetry', 'prometheus', 'key-auth', 'fault-injection'] }));
  bodies = [];
  collector = await bed.serve(({ url, bytes }, response) => {
    bodies.push({ url, wire: decodeOtlp(bytes) as Wire });
    response.end();
  });
  bed.put('plugin_metadata', 'opentelemetry', metadata());
});
afterEach(() => bed.stop());

function metadata(more: JsonObject = {}): JsonObject {
  return {
    collector: { address: collector },
    resource: { 'service.name': 'APISIX' },
    batch_span_processor: { inactive_timeout: 0.01, batch_timeout: 0.001 },
    ...more,
  };
}

function route(id: string, plugins: JsonObject, more: JsonObject = {}): void {
  bed.put('routes', id, {
    uri: `/${id}/*`,
    name: `name of ${id}`,
    upstream: { nodes: { [upstream]: 1 } },
    plugins,
    ...more,
  });
}

function spans(): WireSpan[] {
  return bodies.flatMap(({ wire }) =>
    wire.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
  );
}

function attributes(span: WireSpan | undefined): Record<string, unknown> {
  return Object.fromEntries(
    (span?.attributes ?? []).map(({ key, value }) => [key, value?.stringValue ?? value?.intValue]),
  );
}

async function sendAndWait(path: string, headers: Record<string, string> = {}, count = 1): Promise<WireSpan[]> {
  await bed.send(path, { headers });
  await vi.waitFor(() => expect(spans()).toHaveLength(count));
  return spans();
}

function upstreamTraceparent(): string {
  const request = bed.received.findLast(({ headers }) => headers['x-forwarded-proto'] === 'http');
  return String(request?.headers.traceparent ?? '');
}

test('the upstream gets the context of the span that the collector gets', async () => {
  route('a', { opentelemetry: { ...always, additional_attributes: ['http_x_device', 'upstream_status', 'nothing'] } });
  const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const [span] = await sendAndWait('/a/1?status=503', { traceparent: parent, 'x-device': 'phone', host: 'A.test:80' });
  expect(upstreamTraceparent()).toBe(`00-0af7651916cd43dd8448eb211c80319c-${span?.spanId}-01`);
  expect(span).toMatchObject({
    name: 'GET /a/*',
    parentSpanId: 'b7ad6b7169203331',
    status: { message: 'upstream error: 503' },
  });
  expect(attributes(span)).toMatchObject({
    'net.host.name': 'a.test',
    'http.target': '/a/1?status=503',
    'url.path': '/a/1',
    'apisix.route_id': 'a',
    'apisix.route_name': 'name of a',
    'http.route': '/a/*',
    'apisix.response_source': 'upstream',
    'http.status_code': '503',
    http_x_device: 'phone',
    upstream_status: '503',
  });
  expect(attributes(span)).not.toHaveProperty('nothing');
  expect(bodies[0]?.url).toBe('/v1/traces');
});

test('nothing is sent without metadata, and what is not sampled still tells the upstream', async () => {
  route('off', { opentelemetry: {} });
  route('disabled', { opentelemetry: { ...always, _meta: { disable: true } } });
  route('on', { opentelemetry: always });
  bed.store.remove('plugin_metadata', 'opentelemetry');
  await bed.send('/on/1');
  expect(upstreamTraceparent()).toBe('');
  bed.put('plugin_metadata', 'opentelemetry', metadata());
  await bed.send('/off/1');
  expect(upstreamTraceparent()).toMatch(/-00$/);
  await bed.send('/disabled/1');
  expect(upstreamTraceparent()).toBe('');
  expect(await sendAndWait('/on/2')).toHaveLength(1);
});

test('a copy in a global rule and one on the route: one span, whose parent is never seen', async () => {
  bed.put('global_rules', 'g', { plugins: { opentelemetry: always } });
  route('a', { opentelemetry: always });
  const [span, ...more] = await sendAndWait('/a/1');
  expect(more).toEqual([]);
  expect(span?.parentSpanId).toMatch(/^[0-9a-f]{16}$/);
  expect(upstreamTraceparent()).toContain(span?.spanId);
});

test('a global rule alone also traces what no route takes', async () => {
  bed.put('global_rules', 'g', { plugins: { opentelemetry: always } });
  const [span] = await sendAndWait('/nowhere');
  expect(span?.name).toBe('GET');
  expect(attributes(span)).toMatchObject({ 'apisix.response_source': 'apisix', 'http.status_code': '404' });
  expect(attributes(span)).not.toHaveProperty('apisix.route_id');
});

test('route over plugin config over service, each as a whole', async () => {
  bed.put('services', 's', { name: 'svc', plugins: { opentelemetry: always } });
  bed.put('plugin_configs', 'p', { plugins: { opentelemetry: { sampler: { name: 'always_off' } } } });
  route('inherits', {}, { service_id: 's' });
  route('config', {}, { service_id: 's', plugin_config_id: 'p' });
  route('own', { opentelemetry: always }, { service_id: 's', plugin_config_id: 'p' });
  await bed.send('/config/1');
  await bed.send('/own/1');
  const sent = await sendAndWait('/inherits/1', {}, 2);
  expect(sent.map((span) => attributes(span)['apisix.route_id']).sort()).toEqual(['inherits', 'own']);
  expect(attributes(sent[0])).toMatchObject({ 'apisix.service_id': 's', 'apisix.service_name': 'svc' });
});

test('a filter limits a plugin to some requests', async () => {
  route('a', { opentelemetry: { ...always, _meta: { filter: [['arg_trace', '==', '1']] } } });
  await bed.send('/a/1');
  const sent = await sendAndWait('/a/2?trace=1');
  expect(sent.map((span) => attributes(span)['url.path'])).toEqual(['/a/2']);
});

test('an address that ends in ? keeps its own path; the request id can be the trace id', async () => {
  bed.put('plugin_metadata', 'opentelemetry', {
    ...metadata({ trace_id_source: 'x-request-id' }),
    collector: { address: `${collector}/api/v1/otel/trace?`, request_headers: { 'x-token': 't' } },
  });
  route('a', { opentelemetry: always });
  const [span] = await sendAndWait('/a/1', { 'x-request-id': 'AAAABBBBCCCCDDDDEEEEFFFF00001111' });
  expect(span?.traceId).toBe('aaaabbbbccccddddeeeeffff00001111');
  expect(bodies[0]?.url).toBe('/api/v1/otel/trace?/v1/traces');
  expect(bed.received.at(-1)?.headers).toMatchObject({ 'x-token': 't', 'content-type': 'application/x-protobuf' });
});

test('a collector that is not there changes nothing for the client', async () => {
  bed.put('plugin_metadata', 'opentelemetry', { ...metadata(), collector: { address: '127.0.0.1:1' } });
  route('a', { opentelemetry: always });
  expect((await bed.send('/a/1')).status).toBe(200);
});
