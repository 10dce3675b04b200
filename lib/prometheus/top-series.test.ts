import { expect, test } from 'vitest';
import { reachesLimit, topSeries } from './top-series';

const series = (name: string, ...values: (number | null)[]) => ({ labels: { name }, values });

test('the series with most over the range come first, all others are one that adds them up', () => {
  const { series: shown, others } = topSeries(
    [series('low', 1, 1), series('late', null, 9), series('even', 3, 3), series('none', null, null)],
    1,
  );
  expect(shown).toEqual([series('late', null, 9)]);
  expect(others).toEqual({ count: 2, values: [4, 4] });
});

test('where no other series has a sample, their sum is a gap and not zero', () => {
  expect(topSeries([series('a', 9, 9), series('b', null, 1)], 1).others?.values).toEqual([null, 1]);
});

test('where that of one of the others is no number there is no sum, which would be too small', () => {
  const broken = { ...series('broken', null, 1), notNumbers: [0] };
  const { series: shown, others } = topSeries([series('a', 9, 9), series('b', 2, 2), broken], 1);
  expect(shown).toEqual([series('a', 9, 9)]);
  expect(others).toEqual({ count: 2, values: [null, 3], notNumbers: [0] });
  const nothing = { ...series('nothing', null, null), notNumbers: [0, 1] };
  expect(topSeries([nothing, series('a', 0, 0)], 2).series).toEqual([series('a', 0, 0), nothing]);
  expect(topSeries([nothing, series('a', 0, 0)], 2, { leastFirst: true }).series.at(-1)).toEqual(nothing);
});

test('where little matters, those with the lowest mean come first, however many samples they have', () => {
  const all = [series('up', 1, 1), series('new', null, 1), series('down', 1, 0)];
  const { series: shown } = topSeries(all, 1, { leastFirst: true });
  expect(shown).toEqual([series('down', 1, 0)]);
});

test('without more than are shown there are no others', () => {
  expect(topSeries([series('a', 1)], 8)).toEqual({ series: [series('a', 1)], others: null });
});

test('a limit is reached where as many series have a sample at one moment, not where they take turns', () => {
  expect(reachesLimit([series('a', 1, 1), series('b', 1, null)], 2)).toBe(true);
  expect(reachesLimit([series('a', 1, null), series('b', null, 1)], 2)).toBe(false);
  expect(reachesLimit([], 2)).toBe(false);
});
