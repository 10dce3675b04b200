import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketQuantile } from '@/sandbox/deepflow/promql/quantile';
import { quantileOf, quantilesOver } from './histogram';

const bounds = [1, 2, 5, 10, 50, Number.POSITIVE_INFINITY];

test('a quantile is what histogram_quantile makes of the same buckets, whatever they hold', () => {
  const counts = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(counts, fc.constantFrom(0.5, 0.9, 0.95, 0.99), (given, level) => {
      const buckets = bounds.map((le, at) => ({ le, rate: given[at] ?? 0 }));
      const expected = bucketQuantile(
        level,
        buckets.map(({ le, rate }) => ({ upper: le, count: rate })),
      );
      const found = quantileOf(level, buckets);
      if (Number.isNaN(expected)) expect(found).toBeNull();
      else expect(found).toBeCloseTo(expected, 6);
    }),
  );
});

test('without observations, without buckets and without the one for +Inf there is none', () => {
  expect(quantileOf(0.5, [])).toBeNull();
  expect(quantileOf(0.5, [{ le: 1, rate: 3 }])).toBeNull();
  expect(
    quantileOf(
      0.5,
      bounds.map((le) => ({ le, rate: 0 })),
    ),
  ).toBeNull();
});

test('a moment without samples is a gap, and a bound written in two ways is one bucket', () => {
  const of = (le: string, ...values: (number | null)[]) => ({ labels: { le }, values });
  const series = [of('1', 1, null), of('1.0', 1, null), of('2', 2, null), of('+Inf', 2, null), of('x', 9, 9)];
  expect(quantilesOver([0.5, 1], series)).toEqual([
    [0.5, null],
    [1, null],
  ]);
});
