import { expect, test } from 'vitest';
import type { PromSeries } from '@/lib/prometheus/dto';
import { latencyOf } from './route-parts';

const bucket = (le: string, count: number | null): PromSeries => ({
  labels: { type: 'request', le },
  values: [count, count ?? 2],
  ...(count === null && { notNumbers: [0] }),
});

test('a bucket that is no number leaves no quantile of its moment, nor of the range, made of the others', () => {
  const of = (middle: number | null) => {
    const series = [bucket('1', 1), bucket('2.0', middle), bucket('5', 4), bucket('+Inf', 4)];
    const totals = series.map(({ labels, values }) => ({ labels, value: values[0] ?? null }));
    return latencyOf({ times: [0, 15], stepS: 15, series, total: null }, totals).request;
  };
  expect(of(2)).toMatchObject({ series: { p50: [2000, 2000] }, whole: { p50: { us: 2000 } } });
  expect(of(null)).toMatchObject({ series: { p50: [null, 2000] }, whole: { p50: null } });
});
