import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alignEarlier, beginsLateS, comparisonShiftS, earlierRange } from './compare';
import { bucketStarts } from './time-range';

const day = 86_400;
const hour = { fromMs: 1_790_000_000_000, toMs: 1_790_003_600_000, tickMs: 5 };

describe('what to ask for', () => {
  test('a day and a week earlier are the same seconds of another day, the period is the time just before', () => {
    expect(earlierRange(hour, comparisonShiftS(hour, 'day'))).toEqual({
      fromMs: hour.fromMs - day * 1000,
      toMs: hour.toMs - day * 1000,
      tickMs: 5,
    });
    expect(comparisonShiftS(hour, 'week')).toBe(7 * day);
    expect(earlierRange(hour, comparisonShiftS(hour, 'period')).toMs).toBe(hour.fromMs);
  });

  test('a period is moved by whole steps, never by less than its length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), fc.constantFrom(1, 10, 60, 3600), (lengthMs, stepS) => {
        const shiftS = comparisonShiftS({ fromMs: 0, toMs: lengthMs }, 'period', stepS);
        expect(shiftS % stepS).toBe(0);
        expect(shiftS * 1000).toBeGreaterThanOrEqual(lengthMs);
        expect(shiftS * 1000 - lengthMs).toBeLessThan(stepS * 1000);
      }),
    );
  });
});

describe('alignEarlier', () => {
  const buckets = (fromS: number, stepS: number, count: number) => ({
    times: Array.from({ length: count }, (_, at) => fromS + at * stepS),
    stepS,
  });

  test('on the same grid every value keeps its place', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.integer(), { nil: null }), { minLength: 1 }),
        fc.constantFrom(1, 10, 60),
        fc.constantFrom(day, 7 * day),
        (values, stepS, shiftS) => {
          const today = buckets(shiftS * 3, stepS, values.length);
          const earlier = buckets(shiftS * 2, stepS, values.length);
          expect(alignEarlier(values, earlier, today, shiftS)).toEqual(values);
        },
      ),
    );
  });

  test('a gap stays a gap, and where nothing was asked for there is nothing', () => {
    const today = buckets(day + 1000, 10, 4);
    expect(alignEarlier([null, 2], buckets(1000, 10, 2), today, day)).toEqual([null, 2, null, null]);
    expect(alignEarlier([], { times: [], stepS: 10 }, today, day)).toEqual([null, null, null, null]);
  });

  test('finer buckets are averaged over those that are known', () => {
    const today = buckets(day + 60, 60, 2);
    const values = [1, 2, 3, null, 5, 7, null, null, null, null, null, null];
    expect(alignEarlier(values, buckets(60, 10, 12), today, day)).toEqual([18 / 5, null]);
  });

  test('a coarser bucket stands for all that it covers, and for nothing else', () => {
    const today = buckets(day + 30, 10, 10);
    expect(alignEarlier([4, 9], buckets(0, 60, 2), today, day)).toEqual([4, 4, 4, 9, 9, 9, 9, 9, 9, null]);
  });

  test('whatever the two grids are, a value lies between the smallest and the highest of the earlier ones', () => {
    const step = fc.constantFrom(1, 7, 10, 60);
    fc.assert(
      fc.property(fc.array(fc.nat(100), { minLength: 1 }), step, step, fc.nat(500), (values, fine, coarse, offset) => {
        const aligned = alignEarlier(values, buckets(offset, fine, values.length), buckets(day, coarse, 20), day);
        for (const value of aligned) {
          if (value === null) continue;
          expect(value).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9);
          expect(value).toBeLessThanOrEqual(Math.max(...values) + 1e-9);
        }
      }),
    );
  });

  test('what the server cuts a range and the range a day before into lies below each other', () => {
    const at = (range: { fromMs: number; toMs: number }) => ({ times: bucketStarts(range, 30), stepS: 30 });
    const earlier = at(earlierRange(hour, day));
    const values = earlier.times.map((_, place) => place);
    expect(alignEarlier(values, earlier, at(hour), day)).toEqual(values);
  });
});

test('an earlier time that is known from later on says since when; the first bucket may be lacking, and nothing is nothing', () => {
  const times = [0, 60, 120, 180];
  expect(
    beginsLateS(
      [
        [null, null, null, 1],
        [null, null, 0, null],
      ],
      { times },
    ),
  ).toBe(120);
  expect(beginsLateS([[null, 1, 1, 1]], { times })).toBeNull();
  expect(beginsLateS([[1, null, null, null]], { times })).toBeNull();
  expect(beginsLateS([[null, null, null, null]], { times })).toBeNull();
});
