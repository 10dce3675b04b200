import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { served, spanOf } from './testing-calls';
import { closeDeepflow, fake, ids, list, openDeepflow, resetFake } from './testing-route';

beforeAll(openDeepflow);
afterAll(closeDeepflow);
beforeEach(resetFake);

test('filters keep what they name, and a filtered row’s span does not come back as a call of its own', async () => {
  const slow = served(0, { response_duration: 2_000_000, request_type: 'POST' });
  const failed = served(100, { response_code: 502, response_status: 3 });
  const odd = served(200, { request_resource: "/api/100%/it's_*" });
  // The row ends with the start of the answer, the span with its end: it alone is long.
  const download = served(300, { response_duration: 5000, request_resource: '/api/file' });
  fake.rows = [slow, failed, odd, download, ...[slow, failed, odd].map((row) => spanOf(row))];
  fake.rows.push(spanOf(download, { response_duration: 9_000_000, end_time: Number(download.start_time) + 9_000_000 }));
  expect(ids(await list({ filter: { minDurationUs: 1_000_000 } }))).toEqual([slow._id]);
  expect(ids(await list({ filter: { outcome: ['server_error'] } }))).toEqual([failed._id]);
  expect(ids(await list({ filter: { method: ['POST', 'PUT'] } }))).toEqual([slow._id]);
  expect(ids(await list({ filter: { path: "100%/IT'S_*" } }))).toEqual([odd._id]);
  expect(ids(await list({ filter: { path: 'slimit' } }))).toEqual([]);
});

test('a target that the gateway normalised is one call, with a filter that names either spelling of it', async () => {
  const row = served(0, { request_resource: '/api//a%20b?x=%2F' });
  fake.rows = [row, spanOf(row, { request_resource: '/api/a b?x=%2F' })];
  for (const path of [undefined, 'a b', 'a%20b', 'x=/', 'API//'])
    expect(ids(await list({ filter: { path } })), path).toEqual([row._id]);
  expect((await list()).calls[0]?.attribution).toEqual({ kind: 'exact' });
});

test('a filtered row’s span does not come back, however many requests its target had since then', async () => {
  const download = served(0, { response_duration: 5000 });
  fake.rows = [
    download,
    spanOf(download, { response_duration: 9_000_000, end_time: Number(download.start_time) + 9_000_000 }),
  ];
  for (let at = 0; at < 10_100; at++) fake.rows.push(served(20_000 + at, { request_domain: 'other.example.com' }));
  fake.routes = [{ id: 'r-orders', uri: '/api/*', hosts: ['api.example.com'] }];
  expect(ids(await list({ filter: { minDurationUs: 1_000_000 } }))).toEqual([]);
});
