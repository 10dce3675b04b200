import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PromRange } from '@/lib/prometheus/dto';
import {
  chartTimes,
  countedWindowS,
  countingTimes,
  scrapeInterval,
  stepTimes,
  timesAroundNow,
  untilNow,
} from './sample-times';

const counted = (series: [samples: string, values: (number | null)[]][]): PromRange => ({
  times: [300, 600],
  stepS: 300,
  series: series.map(([value, values]) => ({ labels: { value }, values })),
  total: null,
});

test('a route that is younger than the window is scraped as often as the gateway’s nodes', () => {
  const young = counted([['6', [null, 3]]]);
  const node = { labels: { node: '20' }, values: [2, 2] };
  expect(scrapeInterval({ ...young, series: [...young.series, node] })).toEqual({ scrapeS: 15, series: 3 });
  // Nodes alone are no series of the route.
  expect(scrapeInterval({ ...young, series: [node] })).toEqual({ scrapeS: 15, series: 0 });
});

test.each<[string, Parameters<typeof counted>[0], ReturnType<typeof scrapeInterval>]>([
  ['every 15 s', [['20', [4, 4]]], { scrapeS: 15, series: 4 }],
  ['every 15 s, both ends of the window counted', [['21', [4, null]]], { scrapeS: 15, series: 4 }],
  ['every minute', [['5', [1, 1]]], { scrapeS: 60, series: 1 }],
  [
    'every 30 s, with scrapes that failed',
    [
      ['10', [3, null]],
      ['6', [null, 3]],
    ],
    { scrapeS: 30, series: 3 },
  ],
  [
    'series that were born lately among others',
    [
      ['20', [1, 1]],
      ['2', [null, 5]],
    ],
    { scrapeS: 15, series: 6 },
  ],
  ['one sample', [['1', [2, 2]]], { scrapeS: null, series: 2 }],
  ['nothing', [], { scrapeS: null, series: 0 }],
])('samples tell the interval: %s', (_name, series, found) => {
  expect(scrapeInterval(counted(series))).toEqual(found);
});

const ranges = fc
  .tuple(fc.integer({ min: 1.7e12, max: 1.8e12 }), fc.integer({ min: 1000, max: 31 * 86_400_000 }))
  .map(([fromMs, lengthMs]) => ({ fromMs, toMs: fromMs + lengthMs }));

test('a chart has 300 points at most, none closer than samples lie, and nothing falls between two', () => {
  fc.assert(
    fc.property(ranges, fc.option(fc.constantFrom(1, 5, 15, 30, 60)), (range, scrapeS) => {
      const { times, windowS } = chartTimes(range, scrapeS);
      const points = (times.toS - times.fromS) / times.stepS + 1;
      expect(points).toBeLessThanOrEqual(300);
      expect(Number.isInteger(points)).toBe(true);
      expect(times.stepS).toBeGreaterThanOrEqual(scrapeS ?? 60);
      expect(windowS).toBeGreaterThanOrEqual(Math.max(4 * (scrapeS ?? 60), times.stepS));
      expect(times.fromS).toBeGreaterThan(range.fromMs / 1000 - 60);
      expect(times.toS).toBeLessThanOrEqual(range.toMs / 1000);
      // The newest is not left out, however long a step is.
      expect(times.toS).toBeGreaterThan(range.toMs / 1000 - 60);
    }),
  );
});

test('short steps lie on their multiples, so that a refresh does not move them', () => {
  const hour = { fromMs: 1_795_665_247_000, toMs: 1_795_668_847_000 };
  expect(stepTimes(hour, 15)).toEqual({ fromS: 1_795_665_255, toS: 1_795_668_840, stepS: 15 });
});

test('what lies ahead is no part of a range', () => {
  expect(untilNow({ fromMs: 1000, toMs: 9000 }, 5000)).toEqual({ fromMs: 1000, toMs: 5000 });
  expect(untilNow({ fromMs: 1000, toMs: 4000 }, 5000)).toEqual({ fromMs: 1000, toMs: 4000 });
  expect(untilNow({ fromMs: 7000, toMs: 9000 }, 5000)).toEqual({ fromMs: 7000, toMs: 8000 });
});

test('few looks see samples of the whole range', () => {
  fc.assert(
    fc.property(ranges, (range) => {
      const { fromS, toS, stepS } = countingTimes(range);
      expect((toS - fromS) / stepS).toBeLessThanOrEqual(13);
      expect(fromS - countedWindowS).toBeLessThanOrEqual(range.fromMs / 1000 + stepS);
      expect(toS).toBeGreaterThanOrEqual(range.toMs / 1000 - stepS);
    }),
  );
});

test('samples of clocks that are minutes off are found', () => {
  const now = 1_795_668_844_195;
  const { fromS, toS, stepS } = timesAroundNow(now);
  expect(fromS).toBeLessThanOrEqual(now / 1000 - 300);
  expect(toS).toBeGreaterThanOrEqual(now / 1000 + 600);
  expect(stepS).toBe(countedWindowS);
});
