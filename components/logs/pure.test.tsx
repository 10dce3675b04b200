import { expect, test } from 'vitest';
import type { Call } from '@/lib/deepflow/dto';
import { type FieldGroups, searchFields, toLogLine } from './prepare-fields';
import { defaultLogColumns, logParams, pickColumns } from './search-params';

test('columns keep their order, and a line never loses its time and path', () => {
  expect(pickColumns(['trace', 'method'])).toEqual(['time', 'method', 'path', 'trace']);
  expect(pickColumns([])).toEqual(['time', 'path']);
});

test('columns in the address are read back; unknown ones are left out', () => {
  const { columns } = logParams;
  expect(columns.parse(columns.serialize(defaultLogColumns))).toEqual(defaultLogColumns);
  expect(columns.parse('time,nonsense,path')).toEqual(['time', 'path']);
});

test('fields are found by name or value, and empty groups are dropped', () => {
  const groups: FieldGroups = [
    { name: 'request', fields: [{ name: 'request_type', value: 'GET' }] },
    { name: 'server', fields: [{ name: 'pod_1', value: 'apisix-7c9' }] },
    { name: 'client', fields: [] },
  ];
  expect(searchFields(groups, '').map(({ name }) => name)).toEqual(['request', 'server']);
  expect(searchFields(groups, 'get').map(({ name }) => name)).toEqual(['request']);
  expect(searchFields(groups, 'POD').map(({ name }) => name)).toEqual(['server']);
});

test('a copied line has every number as it is, and a dash where nothing is known', () => {
  const call: Call = {
    id: '7710958105970368689',
    startUs: 1_700_000_000_123_456,
    durationUs: null,
    method: 'GET',
    host: 'shop.example.com',
    path: '/a?b="c"',
    status: null,
    outcome: 'timeout',
    requestBytes: 838,
    responseBytes: null,
    client: '203.0.113.20',
    server: 'apisix',
    traceId: null,
    kinds: ['S'],
    source: 'ebpf',
    attribution: { kind: 'exact' },
  };
  expect(toLogLine(call)).toBe(
    '2023-11-14T22:13:20.123Z 203.0.113.20 "GET shop.example.com/a?b="c"" - timeout duration_us=- request_bytes=838 response_bytes=- trace_id=- id=7710958105970368689',
  );
});
