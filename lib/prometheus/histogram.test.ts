import fc from 'fast-check';
import { expect, test } from 'vitest';
import { histogramQuantile } from './histogram';

const inf = Number.POSITIVE_INFINITY;
const buckets = [
  { upTo: 10, count: 0 },
  { upTo: 20, count: 10 },
  { upTo: 50, count: 15 },
  { upTo: inf, count: 20 },
];

test.each([
  [0.25, { value: 15, from: 10, to: 20 }],
  [0.5, { value: 20, from: 10, to: 20 }],
  [0.6, { value: 32, from: 20, to: 50 }],
  // Above the last bound nothing is known but that.
  [0.9, { value: 50, from: 50, to: null }],
])('the quantile %d lies in its bucket, in proportion', (share, found) => {
  expect(histogramQuantile(share, buckets)).toEqual(found);
});

test('there is none of no values, of one bucket, or without the last one', () => {
  expect(histogramQuantile(0.5, [])).toBeNull();
  expect(histogramQuantile(0.5, [{ upTo: inf, count: 3 }])).toBeNull();
  expect(histogramQuantile(0.5, buckets.slice(0, 3))).toBeNull();
  expect(
    histogramQuantile(
      0.5,
      buckets.map(({ upTo }) => ({ upTo, count: 0 })),
    ),
  ).toBeNull();
});

test('a bucket below its lower one, or of no number, is as full as that', () => {
  const odd = [
    { upTo: 10, count: 8 },
    { upTo: 20, count: 7 },
    { upTo: 50, count: Number.NaN },
    { upTo: inf, count: 10 },
  ];
  expect(histogramQuantile(0.5, odd)).toMatchObject({ value: 6.25, to: 10 });
});

test('a rank that a bucket just fills lies in it, whatever the last digits of its rate', () => {
  const rates = [
    { upTo: 2, count: 0.3 },
    { upTo: 5, count: 0.1 + 0.2 + 0.2 - 1e-16 },
    { upTo: 10, count: 0.5 },
    { upTo: inf, count: 1 },
  ];
  expect(histogramQuantile(0.5, rates)).toEqual({ value: 5, from: 2, to: 5 });
  expect(histogramQuantile(0.5 + 1e-12, rates)).toEqual({ value: 5, from: 2, to: 5 });
  expect(histogramQuantile(0.51, rates)).toEqual({ value: 10, from: 10, to: null });
});

test('whatever the buckets, a quantile lies within its own and grows with its share', () => {
  const count = fc.integer({ min: 0, max: 1000 });
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(count, { minLength: 2, maxLength: 16 }), share, share, (counts, a, b) => {
      const made = counts.map((own, at) => ({ upTo: at === counts.length - 1 ? inf : 2 ** at, count: own }));
      const [low, high] = [Math.min(a, b), Math.max(a, b)].map((one) => histogramQuantile(one, made));
      if (!low || !high) return;
      expect(low.value).toBeGreaterThanOrEqual(low.from);
      expect(low.value).toBeLessThanOrEqual(low.to ?? inf);
      expect(high.value).toBeGreaterThanOrEqual(low.value);
    }),
  );
});
