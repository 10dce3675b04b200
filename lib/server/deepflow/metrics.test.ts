import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { served, spanOf } from './testing-calls';
import { closeDeepflow, fake, fromMs, metrics, openDeepflow, resetFake } from './testing-route';

beforeAll(openDeepflow);
afterAll(closeDeepflow);
beforeEach(resetFake);

test('metrics count each attributed call once, in its bucket', async () => {
  const row = served(60_000, { response_code: 500, response_status: 3, response_duration: 50_000 });
  fake.rows = [served(0), served(500), row, spanOf(row)];
  const series = await metrics();
  expect(series).toMatchObject({
    stepS: 5,
    totals: { calls: 3, errors: 1, p50Us: 20_000, p99Us: 50_000 },
    attributed: { exact: 1, computed: 2, ambiguous: 0 },
    source: 'ebpf+otel',
    cut: null,
  });
  expect(series.rate[0]).toBe(0.4);
  expect(series.rate[1]).toBe(0);
  expect(series.duration.p50[1]).toBeNull();
  expect(series.outcomes.server_error[12]).toBe(0.2);
});

test('each call is in one of two ranges that meet, within a second too, and in the bucket of its end', async () => {
  for (let at = 0; at < 100; at++) fake.rows.push(served(at * 30, { response_duration: (at % 7) * 1_000_000 }));
  fake.rows.push(...fake.rows.filter((_row, at) => at % 3 === 0).map((row) => spanOf(row)));
  const meetAt = fromMs + 2345;
  const [before, after] = [await metrics({ toMs: meetAt }), await metrics({ fromMs: meetAt })];
  const endedBefore = fake.rows.slice(0, 100).filter((row) => Number(row.end_time) < meetAt * 1000).length;
  expect([before.totals.calls, after.totals.calls]).toEqual([endedBefore, 100 - endedBefore]);
  // The calls that ended in the rest of the first bucket, over the seconds that are left of it.
  const bucketEndMs = fromMs + 5000;
  const inFirst =
    fake.rows.slice(0, 100).filter(({ end_time: end }) => Number(end) < bucketEndMs * 1000).length - endedBefore;
  expect(after.stepS).toBe(5);
  expect(after.rate[0]).toBeCloseTo(inFirst / ((bucketEndMs - meetAt) / 1000), 6);
});

test('where nothing observes the gateway the series have gaps, not zeros', async () => {
  const { rate, notices } = await metrics();
  expect(new Set(rate)).toEqual(new Set([null]));
  expect(notices).toEqual(['no_ebpf', 'no_otel']);
});

describe('of a range that ends now', () => {
  const nowS = Math.floor(fromMs / 1000) + 300;
  const live = { toMs: nowS * 1000 };
  const gapFrom = ({ rate, times }: Awaited<ReturnType<typeof metrics>>) => times[rate.indexOf(null)];
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: nowS * 1000 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('the seconds whose calls may still be on their way are a gap, and the rate is over those before', async () => {
    fake.rows = [served(0), served(284_900, { response_duration: 50_000 }), served(287_000)];
    const series = await metrics(live);
    expect([series.completeToS, gapFrom(series)]).toEqual([nowS - 15, nowS - 15]);
    expect(series.totals).toMatchObject({ calls: 3, perSecond: 2 / 285 });
  });

  test('no call is zero calls only as long as DeepFlow saw anything else since', async () => {
    const other = { process_kname_1: 'mysqld', l7_protocol: 60 };
    fake.rows = [served(0), served(290_000, other)];
    const usual = await metrics(live);
    expect(usual.completeToS).toBe(nowS - 15);
    expect(usual.notices).not.toContain('lagging');
    // It lags behind: what it has is whole up to its newest row.
    fake.rows = [served(0), served(200_000, { ...other, response_duration: 500_000 })];
    const late = await metrics(live);
    expect(late.completeToS).toBe(nowS - 99);
    expect(late.notices).toContain('lagging');
  });

  test('the newest call of all is in the rate and the line, though nothing came after it', async () => {
    fake.rows = [served(0), served(200_000, { response_duration: 500_000 })];
    const { completeToS, totals, rate, times } = await metrics(live);
    expect(completeToS).toBe(nowS - 99);
    expect(totals).toMatchObject({ calls: 2, perSecond: 2 / 201 });
    expect(rate[times.indexOf(nowS - 100)]).toBe(1);
  });

  const sorted = (sql: string) => sql.includes('ORDER BY end_us');

  test('rows are sorted for the newest one only where nothing was seen since', async () => {
    fake.rows = [served(0), served(290_000, { process_kname_1: 'mysqld', l7_protocol: 60 })];
    await metrics(live);
    expect(fake.asked.filter(sorted)).toEqual([]);
    fake.rows = [served(0)];
    await metrics(live);
    expect(fake.asked.filter(sorted)).toHaveLength(1);
  });

  test('where what was seen since cannot be asked, all after the newest call is unknown and the rest is there', async () => {
    fake.rows = [served(0), served(200_000)];
    fake.refuses = sorted;
    const { completeToS, totals, notices } = await metrics(live);
    expect(completeToS).toBe(nowS - 99);
    expect(totals).toMatchObject({ calls: 2, perSecond: 2 / 201 });
    expect(notices).toContain('lagging');
  });

  test('where nothing was seen for minutes, these alone are called unknown', async () => {
    fake.rows = [served(0)];
    const longer = { fromMs: fromMs - 600_000, toMs: nowS * 1000 + 300_000 };
    vi.setSystemTime(longer.toMs);
    expect((await metrics(longer)).completeToS).toBe(nowS - 15);
  });
});
