import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketQuantile } from '@/sandbox/deepflow/promql/quantile';
import { quantilesOver } from './quantiles-over';

const bounds = ['1', '2', '5', '10', '50', '+Inf'];

test('a quantile is what histogram_quantile makes of the same buckets, whatever they hold', () => {
  const counts = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(counts, fc.constantFrom(0.5, 0.9, 0.95, 0.99), (given, level) => {
      const expected = bucketQuantile(
        level,
        bounds.map((le, at) => ({
          upper: le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le),
          count: given[at] ?? 0,
        })),
      );
      const series = bounds.map((le, at) => ({ labels: { le }, values: [given[at] ?? 0] }));
      const found = quantilesOver([level], series)[0]?.[0];
      if (Number.isNaN(expected)) expect(found).toBeNull();
      else expect(found).toBeCloseTo(expected, 6);
    }),
  );
});

test('a moment without samples is a gap, and a bound written in two ways is one bucket', () => {
  const of = (le: string, ...values: (number | null)[]) => ({ labels: { le }, values });
  const series = [of('1', 1, null), of('1.0', 1, null), of('2', 2, null), of('+Inf', 2, null), of('x', 9, 9)];
  expect(quantilesOver([0.5, 1], series)).toEqual([
    [0.5, null],
    [1, null],
  ]);
});

test('where the sample of one bucket is no number there is no quantile, and not one of the other buckets', () => {
  const of = (le: string, ...values: (number | null)[]) => ({ labels: { le }, values });
  const series = [of('1', 1, 1), { ...of('2', null, 1), notNumbers: [0] }, of('5', 4, 4), of('+Inf', 4, 4)];
  expect(quantilesOver([0.25], series)).toEqual([[null, 1]]);
});
