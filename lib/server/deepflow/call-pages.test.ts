import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { CallPage } from '@/lib/deepflow/dto';
import { served, spanOf } from './testing-calls';
import { closeDeepflow, fake, ids, list, openDeepflow, resetFake } from './testing-route';

beforeAll(openDeepflow);
afterAll(closeDeepflow);
beforeEach(resetFake);

test('pages follow each other without a gap or a repetition, spans without a row included', async () => {
  const all: string[] = [];
  for (let at = 0; at < 240; at++) {
    // Several calls share a start.
    const row = served(Math.floor(at / 3) * 40, { request_resource: `/api/orders/${at}` });
    const kind = at % 4;
    if (kind !== 3) fake.rows.push(row);
    const span = spanOf(row);
    if (kind >= 2) fake.rows.push(span);
    all.push(String(kind === 3 ? span._id : row._id));
  }
  const found: string[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages < 100; pages++) {
    const page: CallPage = await list({ cursor, limit: 7 });
    expect(page.calls.length).toBeLessThanOrEqual(7);
    found.push(...ids(page));
    cursor = page.cursor;
    if (cursor === null) break;
  }
  expect(found.length).toBe(all.length);
  expect([...found].sort()).toEqual([...all].sort());
  const starts = found.map((id) => Number(fake.rows.find((row) => String(row._id) === id)?.start_time));
  expect(starts).toEqual([...starts].sort((a, b) => b - a));
});

test('calls of one very moment are all listed, page after page', async () => {
  fake.rows = Array.from({ length: 9 }, (_, at) => served(0, { request_resource: `/api/orders/${at}` }));
  const found: string[] = [];
  let cursor: string | null = null;
  do {
    const page: CallPage = await list({ cursor, limit: 1 });
    found.push(...ids(page));
    cursor = page.cursor;
  } while (cursor !== null);
  expect(found.sort()).toEqual(fake.rows.map(({ _id }) => String(_id)).sort());
});

test('a page stops after 20,000 rows of other routes, says so, and the next one goes on', async () => {
  fake.routes = [
    { id: 'r-hot', uri: '/api/*', priority: 5 },
    { id: 'r-orders', uris: ['/api/*', '/api/rare'] },
  ];
  for (let at = 0; at < 21_000; at++) fake.rows.push(served(500_000 - at, { request_resource: '/api/hot' }));
  fake.rows.push(served(10, { request_resource: '/api/rare' }));
  // The fake is slower than DeepFlow: here rows end the page, not time.
  const patientMs = 120_000;
  const first = await list({}, patientMs);
  expect(first).toMatchObject({ calls: [], otherRoutes: expect.any(Number) });
  expect(first.notices).toContain('scan_limit');
  const second = await list({ cursor: first.cursor }, patientMs);
  expect(second.calls).toHaveLength(1);
  expect(second.cursor).toBeNull();
});

test('no statement grows beyond what ClickHouse takes, whatever ids and targets clients choose', async () => {
  for (let at = 0; at < 300; at++) {
    const row = served(at, { trace_id: `${at}${"'".repeat(900)}`, request_resource: `/api/${at}${'\\'.repeat(900)}` });
    fake.rows.push(spanOf(row), ...(at % 2 === 0 ? [row] : []));
  }
  const page = await list({ limit: 300 }, 120_000);
  expect(page.calls).toHaveLength(300);
  expect(Math.max(...fake.asked.map((sql) => Buffer.byteLength(sql)))).toBeLessThan(256 * 1024);
}, 60_000);

test('an unknown route and a forged cursor are refused', async () => {
  await expect(list({ routeId: 'nope' })).rejects.toMatchObject({ problem: { code: 'not_found' } });
  for (const cursor of ["1' OR 1=1", '9999999999999999', '~1'])
    await expect(list({ cursor }), cursor).rejects.toThrow('is not a cursor');
});

test('a slow DeepFlow gives the newest part of a range, which says where it ends and goes on from there', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  fake.upstreamTakesMs = 3000;
  try {
    fake.routes = [
      { id: 'r-hot', uri: '/api/*', priority: 5 },
      { id: 'r-orders', uri: '/api/*' },
    ];
    for (let at = 0; at < 1500; at++) fake.rows.push(served(500_000 - at));
    const page = await list();
    expect(page).toMatchObject({ calls: [], cursor: expect.stringMatching(/^\d+$/), otherRoutes: 199 });
    expect(page.notices).toContain('scan_limit');
  } finally {
    fake.upstreamTakesMs = 0;
    vi.useRealTimers();
  }
});
