import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { served, startS } from '@/lib/server/deepflow/testing-calls';
import { closeDeepflow, fake, openDeepflow, resetFake, unreadGateway } from '@/lib/server/deepflow/testing-route';
import { effectOf, measureEffect, wavesOf } from './halt';
import type { ChangeRecords, StoredChange } from './records';
import { nextStepEnd } from './steps';

const minute = 60_000;
const startMs = startS * 1000;
const bounds = { errorRatePoints: 2, latencyPercent: 50 };
const failed = { response_code: 503, response_status: 3 };

beforeAll(openDeepflow);
afterAll(closeDeepflow);
beforeEach(resetFake);
afterEach(() => vi.useRealTimers());

/** Routes by name, each with a path of its own, and when they were written. */
function measure(writtenAtMs: Record<string, number>, nowMs: number) {
  vi.useFakeTimers({ toFake: ['Date'], now: startMs + nowMs });
  fake.routes = Object.keys(writtenAtMs).map((id) => ({ id, uri: `/${id}` }));
  const items = Object.entries(writtenAtMs).map(([objectId, at]) => ({
    objectId,
    objectName: `name of ${objectId}`,
    writtenAt: startMs + at,
  }));
  const records = { itemsOf: async () => items } as unknown as ChangeRecords;
  return measureEffect({ gateway: unreadGateway(), records }, { id: 'c' } as StoredChange, bounds);
}

/** A call to a route every second of a time, which fails where it says so. */
function traffic(id: string, fromMs: number, toMs: number, isFailed = (_atMs: number) => false): void {
  for (let at = fromMs; at < toMs; at += 1000)
    fake.rows.push(served(at, { request_resource: `/${id}`, ...(isFailed(at) && failed) }));
}

test.each([1, 80])(
  'a route that was changed early and worsens later halts the set (%s routes written since)',
  async (late) => {
    traffic('early', 0, 20 * minute, (at) => at > 15 * minute);
    for (let n = 0; n < late; n++) traffic(`late${n}`, 9 * minute, 9 * minute + 4000);
    traffic('late0', 5 * minute, 20 * minute);
    const written = Object.fromEntries(Array.from({ length: late }, (_, n) => [`late${n}`, 10 * minute]));
    expect(await measure({ early: 5 * minute, ...written }, 20 * minute)).toMatchObject({
      verdict: 'halted',
      reason: {
        code: 'worsened',
        count: 1,
        worse: [{ id: 'early', name: 'name of early', errors: { points: expect.any(Number) }, latency: null }],
        routes: late + 1,
      },
    });
  },
);

test('calls that came before a route was written are not held against the change', async () => {
  // It fails until its own write, in the time in which others were written already.
  traffic('early', 0, 20 * minute);
  traffic('late', 0, 20 * minute, (at) => at >= 10 * minute && at < 15 * minute);
  expect(await measure({ early: 10 * minute, late: 15 * minute }, 20 * minute)).toMatchObject({
    verdict: 'goes_on',
    reason: { code: 'no_worse', judged: 2, routes: 2, isCut: false },
  });
});

test('calls of other routes, and calls that may be another’s, are none of the changed routes’', async () => {
  traffic('changed', 0, 20 * minute);
  for (let at = 10 * minute; at < 20 * minute; at += 500)
    fake.rows.push(served(at, { request_resource: '/other', ...failed }));
  expect(await measure({ changed: 10 * minute }, 20 * minute)).toMatchObject({ verdict: 'goes_on' });
});

test('without enough calls there is nothing to halt for, which is said', async () => {
  traffic('a', 10 * minute, 10 * minute + 5000, () => true);
  expect(await measure({ a: 10 * minute }, 20 * minute)).toEqual({
    verdict: 'goes_on',
    reason: { code: 'too_few_calls', before: 0, since: 5 },
  });
  expect(await measure({}, 20 * minute)).toEqual({ verdict: 'goes_on', reason: { code: 'nothing_to_compare' } });
});

test('a halt names the routes that lead and counts the others', () => {
  const worse = Array.from({ length: 30 }, (_, at) => ({ id: `r${at}`, name: '', errors: null, latency: null }));
  const looked = { routes: 40, lengthMs: minute, isCut: true };
  const { reason } = effectOf({ overall: null, worse, judged: 35, before: 1000, since: 1000 }, looked);
  expect(reason).toMatchObject({ code: 'worsened', count: 30, judged: 35, ...looked });
  expect(reason?.code === 'worsened' && reason.worse).toHaveLength(20);
});

test('after a long pause the time before is that before the routes that were written after it', () => {
  const written = [0, 5, 200, 203].map((at) => ({ objectId: `${at}`, objectName: '', writtenAt: at * minute }));
  expect(wavesOf([...written, { objectId: 'never', objectName: '', writtenAt: null }])).toMatchObject([
    { firstAt: 0, routes: [{ id: '0' }, { id: '5' }] },
    { firstAt: 200 * minute, routes: [{ id: '200' }, { id: '203' }] },
  ]);
});

test('a step is at least one item, and the last one all of them', () => {
  const ends = (total: number, steps = [1, 10, 100]) => {
    const found = [0];
    while ((found.at(-1) ?? 0) < total) found.push(nextStepEnd(steps, found.at(-1) ?? 0, total));
    return found.slice(1);
  };
  expect(ends(1240)).toEqual([13, 124, 1240]);
  expect(ends(5)).toEqual([1, 5]);
  expect(ends(1)).toEqual([1]);
  expect(ends(10, [50])).toEqual([5, 10]);
});

test('a look at the effect of a change asks nothing about who else called lately', async () => {
  traffic('quiet', 0, 2 * minute);
  await measure({ quiet: minute }, 20 * minute);
  expect(fake.asked.length).toBeGreaterThan(0);
  expect(fake.asked.filter((sql) => /^SELECT \S+ AS end_us FROM/.test(sql))).toEqual([]);
});
