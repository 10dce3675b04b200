import { describe, expect, test } from 'vitest';
import { testSpan } from '@/components/traces/test-spans';
import { openedOf } from '@/test/opened-trace';
import { groupAttributes, groupOf } from './attribute-groups';
import { filterFor } from './call-filter-link';
import { linkReason } from './link-reason';
import { neighboursOf } from './span-place';

test.each([
  ['http.status_code', 'http'],
  ['url.full', 'http'],
  ['request_resource', 'http'],
  ['apisix.route_id', 'apisix'],
  ['k8s.pod.name', 'kubernetes'],
  ['container.id', 'kubernetes'],
  ['process.pid', 'process'],
  ['gprocess', 'process'],
  ['x_request_id_0', 'ids'],
  ['syscall_trace_id_request', 'ids'],
  ['parent_span_id', 'ids'],
  ['net.peer.ip', 'network'],
  ['req_tcp_seq', 'network'],
  ['tap_port_name', 'network'],
  ['telemetry.sdk.name', 'resource'],
  ['app_instance', 'resource'],
  ['cart.items', 'other'],
] as const)('%s belongs to %s', (name, group) => expect(groupOf(name)).toBe(group));

test('no attribute is lost, groups come in one order, names sorted', () => {
  const attributes = ['z', 'http.b', 'apisix.a', 'http.a', 'http.a'].map((name, at) => ({ name, value: String(at) }));
  const groups = groupAttributes(attributes, '');
  expect(groups.map(({ name }) => name)).toEqual(['http', 'apisix', 'other']);
  expect(groups.flatMap((group) => group.attributes)).toHaveLength(5);
  expect(groups[0]?.attributes.map(({ name }) => name)).toEqual(['http.a', 'http.a', 'http.b']);
});

describe('a filter by a value', () => {
  const span = { kind: 'A' } as const;
  test.each([
    ['http.status_code', '404', { status: '404' }],
    ['http.status_code', 'odd', null],
    ['http.url', 'http://shop.example/a/b?c#d', { path: '/a/b' }],
    ['http.url', 'http://shop.example', null],
    ['request_type', 'GET', { method: 'GET' }],
    ['client.address', '10.0.0.1', { client: '10.0.0.1' }],
    ['tenant', 'a,b', { attr: 'tenant=a%2Cb' }],
    ['tenant', '', null],
    ['tenant', 'x'.repeat(201), null],
  ])('%s = %s', (name, value, filter) => expect(filterFor({ name, value }, span)).toEqual(filter));

  test('fields of rows are no attributes of spans, though one may have their name: no call would be found by them', () => {
    const attribute = { name: 'request_id', value: 'x' };
    expect(filterFor({ ...attribute, isColumn: true }, span)).toBeNull();
    expect(filterFor(attribute, span)).toEqual({ attr: 'request_id=x' });
    expect(filterFor(attribute, { kind: 'S' })).toBeNull();
  });
});

test('every span finds its neighbours', () => {
  const { columns, tables } = openedOf([
    testSpan({ id: 'a', startUs: 10, endUs: 90 }),
    testSpan({ id: 'b', parentId: 'a', startUs: 20, endUs: 50 }),
    testSpan({ id: 'c', parentId: 'b', startUs: 30, endUs: 40 }),
    testSpan({ id: 'd', parentId: 'a', startUs: 60, endUs: 80 }),
    testSpan({ id: 'e', startUs: 95, endUs: 99 }),
  ]);
  const around = (id: string) => {
    const { children, ...places } = neighboursOf(columns, tables.ids.indexOf(id));
    return [...Object.values(places).map((at) => tables.ids[at] ?? '-'), children].join(' ');
  };
  expect(['a', 'b', 'c', 'd', 'e'].map(around)).toEqual([
    '- b - e 2',
    'a c - d 1',
    'b - - - 0',
    'a - b - 0',
    '- - a - 0',
  ]);
});

test('the tracing service’s sentence is read for its reason', () => {
  expect(linkReason('s-p sys_span mounted due to syscall_trace_id matched c-p')).toBe('syscall_trace_id');
  expect(linkReason('app_span mounted due to parent_span_id')).toBe('parent_span_id');
  expect(linkReason('c-p sys_span mounted due to same span_id as child')).toBe('span_id');
  expect(linkReason('trace mounted due to tcp_seq')).toBe('tcp_seq');
  expect(linkReason('method_target_status_time')).toBe('method_target_status_time');
  expect(linkReason('something new')).toBeNull();
});
