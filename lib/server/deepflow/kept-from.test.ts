import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { served } from './testing-calls';
import {
  breakdowns,
  closeDeepflow,
  distribution,
  fake,
  fromMs,
  list,
  metrics,
  numbersOf,
  openDeepflow,
  resetFake,
  toMs,
  unreadGateway,
} from './testing-route';

/* What is shown of a range that begins before DeepFlow's oldest row. */

beforeAll(openDeepflow);
afterAll(closeDeepflow);
beforeEach(() => {
  resetFake();
  fake.rows = [served(300_000), served(303_000), served(450_000, { response_code: 500, response_status: 3 })];
});

const startS = fromMs / 1000;
const asksOldest = (sql: string) => sql.includes(' ORDER BY time ASC ');

test('what lies before is a gap in every line, no zero, and rates are of the time since', async () => {
  fake.keptFromS = startS + 200;
  const series = await metrics({}, unreadGateway());
  expect(series.keptFromS).toBe(startS + 200);
  const before = series.times.filter((time) => time < startS + 200).length;
  expect(before).toBe(40);
  for (const values of [series.rate, series.outcomes.server_error]) {
    expect(new Set(values.slice(0, before))).toEqual(new Set([null]));
    expect(values[before]).toBe(0);
  }
  expect(series.totals).toMatchObject({ calls: 3, errors: 1, perSecond: 3 / 400 });
});

test('the distribution says the same', async () => {
  fake.keptFromS = startS + 200;
  expect(await distribution(unreadGateway())).toMatchObject({
    keptFromS: startS + 200,
    totals: { calls: 3 },
  });
});

test('breakdowns and the numbers of the gateway have the same gap', async () => {
  fake.keptFromS = startS + 200;
  const gateway = unreadGateway();
  const { keptFromS, times, breakdowns: by } = await breakdowns(['status'], {}, gateway);
  const [ok] = by.status?.values ?? [];
  const since = times.filter((_, at) => ok?.rates[at] !== null);
  expect([keptFromS, since.at(0)]).toEqual([startS + 200, times.find((time) => time >= startS + 200)]);
  expect(ok?.perSecond).toBe(2 / 400);
  const numbers = await numbersOf(gateway);
  expect(numbers.keptFromS).toBe(startS + 200);
  expect(numbers.rate.findIndex((rate) => rate !== null)).toBe(40);
  expect(numbers.routes[0]).toMatchObject({ calls: 3, perSecond: 3 / 400 });
});

test('where anything older is kept no call is zero calls', async () => {
  fake.keptFromS = startS;
  const { keptFromS, rate, totals } = await metrics({}, unreadGateway());
  expect([keptFromS, rate[0], totals.perSecond]).toEqual([null, 0, 3 / 600]);
});

test('a range of which nothing is kept has no number, and its list says why it is empty', async () => {
  fake.rows = [];
  fake.keptFromS = toMs / 1000 + 60;
  const gateway = unreadGateway();
  const { rate, totals, notices } = await metrics({}, gateway);
  expect(new Set(rate)).toEqual(new Set([null]));
  expect(totals).toMatchObject({ calls: 0, perSecond: null });
  expect(notices).toEqual(['not_kept']);
  expect((await list({}, 2000, gateway)).notices).toEqual(['not_kept']);
});

test('a list that ends, with calls or without, says from when on any are kept', async () => {
  fake.keptFromS = startS + 200;
  expect(await list({ limit: 1 }, 2000, unreadGateway())).toMatchObject({ cursor: expect.anything(), keptFromS: null });
  expect(await list({}, 2000, unreadGateway())).toMatchObject({ cursor: null, keptFromS: startS + 200 });
  fake.rows = [served(400_000, { request_resource: '/other' })];
  const empty = await list({}, 2000, unreadGateway());
  expect(empty).toMatchObject({ calls: [], keptFromS: startS + 200 });
  expect(empty.notices).not.toContain('not_kept');
});

test('the oldest row is asked for once a minute, whoever asks, and not where nobody needs it', async () => {
  const gateway = unreadGateway();
  // A page that another follows tells nothing of the beginning of the range.
  await list({ limit: 1 }, 2000, gateway);
  expect(fake.asked.filter(asksOldest)).toEqual([]);
  await Promise.all([
    list({}, 2000, gateway),
    metrics({}, gateway),
    breakdowns(['status'], {}, gateway),
    numbersOf(gateway),
  ]);
  await metrics({ fromMs: fromMs + 1000 }, gateway);
  const asked = fake.asked.filter(asksOldest);
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatch(/ WHERE time >= \d+ AND time <= \d+ ORDER BY time ASC LIMIT 1$/);
});

test('where it cannot be asked the rest is shown as if all were kept', async () => {
  fake.refuses = asksOldest;
  const gateway = unreadGateway();
  expect(await metrics({}, gateway)).toMatchObject({ keptFromS: null, totals: { calls: 3, perSecond: 3 / 600 } });
  await metrics({}, gateway);
  expect(fake.asked.filter(asksOldest)).toHaveLength(1);
});

test('where it can be asked no more the answer before still holds', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    fake.keptFromS = startS + 200;
    const gateway = unreadGateway();
    expect(await metrics({}, gateway)).toMatchObject({ keptFromS: startS + 200 });
    vi.setSystemTime(Date.now() + 61_000);
    fake.refuses = asksOldest;
    expect(await metrics({}, gateway)).toMatchObject({ keptFromS: startS + 200 });
    expect(fake.asked.filter(asksOldest)).toHaveLength(2);
  } finally {
    vi.useRealTimers();
  }
});

test('it is asked beside the calls, not after them', async () => {
  await metrics({}, unreadGateway());
  expect(fake.asked.some(asksOldest)).toBe(true);
  expect(fake.asked.at(-1)).not.toSatisfy(asksOldest);
});
