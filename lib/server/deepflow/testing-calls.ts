import type { FakeRow } from './testing-querier';

/** Epoch s from which the rows below count. */
export const startS = 1_771_000_000;

let nextId = 1;

/** An `_id` that no other row has. */
export function newId(): string {
  return String(nextId++);
}

/** A request to `r-orders` as the gateway's process saw it, so many ms after the start. */
export function served(atMs: number, part: FakeRow = {}): FakeRow {
  const start = startS * 1e6 + atMs * 1000;
  const duration = Number(part.response_duration ?? 20_000);
  return {
    _id: newId(),
    signal_source: 3,
    observation_point: 's-p',
    process_kname_1: 'openresty',
    l7_protocol: 20,
    type: 2,
    start_time: start,
    end_time: start + duration,
    response_duration: duration,
    request_type: 'GET',
    request_domain: 'api.example.com',
    request_resource: '/api/orders/7',
    response_code: 200,
    ...part,
  };
}

/** The gateway's span of a row. */
export function spanOf(row: FakeRow, part: FakeRow = {}): FakeRow {
  const { process_kname_1: _name, request_domain: host, req_tcp_seq: _seq, ...same } = row;
  return {
    ...same,
    _id: newId(),
    signal_source: 4,
    observation_point: 's-app',
    start_time: Number(row.start_time) + 100,
    trace_id: `t${nextId}`,
    span_id: `s${nextId}`,
    'attribute.apisix.route_id': 'r-orders',
    'attribute.net.host.name': host ?? null,
    ...part,
  };
}

/** The request that the gateway's process made for a row, to an instance of the orders. */
export function sentFor(row: FakeRow, instance: string, part: FakeRow = {}): FakeRow {
  return {
    ...row,
    _id: newId(),
    observation_point: 'c-p',
    process_kname_0: 'openresty',
    process_kname_1: 'node',
    start_time: Number(row.start_time) + 500,
    auto_instance_1: instance,
    auto_service_1: 'orders',
    ...part,
  };
}
