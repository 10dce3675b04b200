import { afterAll, beforeAll, expect, test } from 'vitest';
import { getRank } from './rank';
import { fakeGateway, fakeUpstream } from './testing';
import { answerFromRows, type FakeRow } from './testing-querier';

let rows: FakeRow[] = [];
let querier: Awaited<ReturnType<typeof fakeUpstream>>;
beforeAll(async () => {
  querier = await fakeUpstream((request) => answerFromRows(rows)(request));
});
afterAll(() => querier.close());

const startUs = 1_771_000_000_000_000;

function span(at: number, part: FakeRow): FakeRow {
  const end_time = startUs + at * 1_000_000;
  return {
    _id: String(at),
    signal_source: 4,
    observation_point: 's-app',
    type: 2,
    l7_protocol: 20,
    end_time,
    response_duration: at * 1000,
    request_type: 'GET',
    app_service: 'Order Service',
    ...part,
  };
}

test.each([
  ['a name that a wildcard stands for whole', '查询 订单', '删除 订单'],
  ['names that differ in one sign', 'GET /orders/*', 'GET /orders/7'],
  ['names that differ in case', 'GET /Orders list', 'GET /orders list'],
])('spans of another operation are no peers: %s', async (_what, endpoint, other) => {
  rows = [
    ...[1, 2, 3].map((at) => span(at, { endpoint })),
    ...[4, 5, 6, 7].map((at) => span(at, { endpoint: other })),
    span(8, { endpoint, app_service: 'Order_Service' }),
    span(9, { endpoint }),
  ];
  const rank = await getRank(fakeGateway({ querierUrl: querier.url }), '9');
  expect(rank).toMatchObject({ of: 3, slowerThan: 1, operation: { service: 'Order Service' } });
});
