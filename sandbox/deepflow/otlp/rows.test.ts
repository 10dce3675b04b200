import { describe, expect, it } from 'vitest';
import { RowNumbers } from '@/sandbox/agent/row-numbers';
import { readRecordings } from '@/sandbox/contract/tracing-recordings';
import { inventory } from '@/sandbox/deepflow/inventory';
import { emptyL7Row, type L7Row } from '@/sandbox/deepflow/l7-row';
import type { OtlpAttribute, OtlpSpan } from '@/sandbox/deepflow/otlp/decode';
import { otlpToRows } from '@/sandbox/deepflow/otlp/rows';

const attributes = (values: Record<string, string | number>): OtlpAttribute[] =>
  Object.entries(values).map(([key, value]) => ({
    key,
    value: typeof value === 'string' ? { stringValue: value } : { intValue: String(value) },
  }));

const span: OtlpSpan = {
  resource: attributes({ 'service.name': 'shop', 'app.host.ip': '10.42.2.33' }),
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanId: '00f067aa0ba902b7',
  parentSpanId: '',
  name: 'GET /orders',
  kind: 2,
  startUnixNano: 1_771_000_000_200_312_900n,
  endUnixNano: 1_771_000_000_206_922_100n,
  attributes: [],
  events: [],
  links: [],
  status: null,
};

function rowOf(changed: Partial<OtlpSpan>, peerIp = '10.42.3.77'): L7Row {
  const [row] = otlpToRows([{ ...span, ...changed }], peerIp, inventory, new RowNumbers());
  if (row === undefined) throw new Error('no row');
  return row;
}

const withAttributes = (values: Record<string, string | number>, changed: Partial<OtlpSpan> = {}) =>
  rowOf({ ...changed, attributes: attributes(values) });

describe('a span as a row', () => {
  it('is the row that was recorded for a gateway span', () => {
    const recording = readRecordings().find(({ scenario }) => scenario === 'otel_full_attributes');
    const recorded = recording?.rows.find((row) => recording.labels[row._id ?? ''] === 'gw.s-app');
    if (recorded?.attribute_names === undefined) throw new Error('the recording lacks the span');
    const names = recorded.attribute_names;
    const all = names.map((key, index) => ({ key, value: { stringValue: recorded.attribute_values?.[index] ?? '' } }));
    const ofResource = names.indexOf('hostname');
    const row = rowOf(
      {
        resource: all.slice(ofResource),
        attributes: all.slice(0, ofResource),
        traceId: recorded.trace_id ?? '',
        spanId: recorded.span_id ?? '',
        name: recorded.endpoint ?? '',
      },
      '127.0.0.1',
    );
    // The agent adds its own attribute, the address that the spans came from.
    expect(row.attribute_names).toEqual([...names, 'app.host.ip']);
    const ownToEach = { _id: '', start_time: 0, end_time: 0, attribute_names: [], attribute_values: [] };
    const expected = { ...emptyL7Row, ...recorded, ...ownToEach };
    expect({ ...row, ...ownToEach, response_duration: recorded.response_duration }).toEqual(expected);
  });

  it('ends in the second of its end and lasts whole microseconds', () => {
    expect(rowOf({})).toMatchObject({
      time: 1_771_000_000,
      start_time: 1_771_000_000_200_312,
      end_time: 1_771_000_000_206_922,
      response_duration: 6_610,
      type: 2,
      signal_source: 4,
      capture_nic_type: 8,
      capture_network_type_id: 3,
      protocol: 6,
      events: 'null',
    });
    expect(rowOf({ endUnixNano: 0n }).response_duration).toBe(0);
  });

  it.each([
    [2, 's-app', '10.42.1.48', '10.42.2.33', 65_535],
    [5, 's-app', '10.42.1.48', '10.42.2.33', 65_535],
    [3, 'c-app', '10.42.2.33', '10.42.1.48', 0],
    [4, 'c-app', '10.42.2.33', '10.42.1.48', 0],
    [1, 'app', '10.42.1.48', '10.42.2.33', 0],
    [0, 'app', '10.42.1.48', '10.42.2.33', 0],
  ])('of kind %i is at %s with its own address on that side', (kind, point, client, server, port) => {
    expect(withAttributes({ 'net.peer.ip': '10.42.1.48' }, { kind })).toMatchObject({
      observation_point: point,
      ip_0: client,
      ip_1: server,
      server_port: port,
      span_kind: kind,
    });
  });

  it('comes from its peer when the resource names no address, and in the sandbox from the pod it names', () => {
    const resource = attributes({ 'service.name': 'x' });
    expect(rowOf({ resource })).toMatchObject({ ip_1: '10.42.3.77', auto_service_1: 'storefront', agent_id: 3 });
    const named = attributes({ hostname: 'apisix-7c9d8f6b5-x2x7k' });
    expect(rowOf({ resource: named }, '::ffff:127.0.0.1')).toMatchObject({ auto_service_1: 'apisix-gateway' });
    expect(rowOf({ resource: named }, '10.42.3.77')).toMatchObject({ auto_service_1: 'storefront' });
    expect(rowOf({ resource }, '127.0.0.1')).toMatchObject({ ip_1: '127.0.0.1', auto_instance_type_1: 255 });
  });

  it('knows the old semantic conventions alone', () => {
    expect(
      withAttributes({
        'http.request.method': 'GET',
        'url.path': '/orders',
        'http.response.status_code': 503,
        'server.address': 'shop',
      }),
    ).toMatchObject({
      request_type: '',
      request_resource: '',
      request_domain: '',
      response_code: null,
      response_status: 5,
    });
    expect(
      withAttributes({
        'http.method': 'GET',
        'http.target': '/orders?x=1',
        'http.status_code': 503,
        'http.host': 'shop',
      }),
    ).toMatchObject({
      request_type: 'GET',
      request_resource: '/orders?x=1',
      request_domain: 'shop',
      response_code: 503,
      response_status: 3,
      response_exception: 'Service Unavailable',
    });
  });

  it.each([
    [{ 'http.status_code': 404 }, null, 404, 4],
    [{ 'http.status_code': '200' }, { code: 2, message: 'x' }, 200, 0],
    [{}, { code: 2, message: 'it broke' }, 2, 3],
    [{}, { code: 1, message: '' }, 1, 0],
    [{}, { code: 0, message: '' }, null, 5],
    [{}, null, null, 5],
  ])('with %o and status %o has code %s and status %i', (values, status, code, responseStatus) => {
    expect(withAttributes(values, { status })).toMatchObject({ response_code: code, response_status: responseStatus });
  });

  it('takes the resource from a URL only where nothing else names it', () => {
    expect(withAttributes({ 'http.url': 'http://nacos:8848/v1/list?a=b' }).request_resource).toBe('/v1/list?a=b');
    expect(withAttributes({ 'http.url': 'http://nacos:8848' }).request_resource).toBe('/');
    expect(withAttributes({ 'http.url': 'nonsense' }).request_resource).toBe('');
    expect(withAttributes({ 'http.url': 'http://a/b', 'http.target': '/c' }).request_resource).toBe('/c');
  });

  it.each([
    [{ 'http.scheme': 'http' }, 'http', 20, 0],
    [{ 'http.scheme': 'https' }, 'https', 0, 1],
    [{ 'http.scheme': 'http', 'http.flavor': '2.0' }, 'http', 21, 0],
    [{ 'http.route': '/x' }, 'HTTP', 20, 0],
    [{ 'db.system': 'mysql' }, 'mysql', 60, 0],
    [{ 'rpc.system': 'grpc' }, 'grpc', 41, 0],
    [{ 'db.system': 'nosuch' }, 'nosuch', 0, 0],
    [{}, '', 0, 0],
  ])('with %o speaks %s', (values, name, number, isTls) => {
    expect(withAttributes(values)).toMatchObject({ biz_protocol: name, l7_protocol: number, is_tls: isTls });
  });

  it('keeps every attribute as text, mapped or not, the resource after the span, and sizes as metrics', () => {
    const row = withAttributes({ 'http.method': 'GET', 'apisix.route_id': 'r1', 'http.request_content_length': 12 });
    expect(row).toMatchObject({
      attribute_names: ['http.method', 'apisix.route_id', 'service.name', 'app.host.ip'],
      attribute_values: ['GET', 'r1', 'shop', '10.42.2.33'],
      metrics_names: ['http.request_content_length'],
      metrics_values: [12],
      request_length: 12,
      app_service: 'shop',
    });
  });

  it('translated from SkyWalking has SkyWalking’s ids, its parent in a link where the segment begins', () => {
    const own = { 'sw8.trace_id': 'T', 'sw8.segment_id': 'S', 'sw8.span_id': '1' };
    expect(withAttributes({ ...own, 'sw8.parent_span_id': '0' })).toMatchObject({
      ...{ trace_id: 'T', span_id: 'S-1', parent_span_id: 'S-0' },
    });
    const link = attributes({ refType: 'CrossProcess', 'sw8.parent_segment_id': 'P', 'sw8.parent_span_id': '3' });
    expect(withAttributes(own, { links: [link] })).toMatchObject({ span_id: 'S-1', parent_span_id: 'P-3' });
  });

  it('writes events with nanoseconds unrounded', () => {
    const events = [{ timeUnixNano: 1_771_000_000_200_312_901n, name: 'x', attributes: attributes({ n: 1 }) }];
    expect(rowOf({ events }).events).toBe(
      '[{"time_unix_nano":1771000000200312901,"name":"x","attributes":[{"key":"n","value":{"Value":{"IntValue":1}}}]}]',
    );
  });
});
