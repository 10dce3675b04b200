import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CallSplit } from '@/lib/deepflow/latency-split';
import { inBuckets, sampleCalls, splitSeries } from './split-series';

const range = { fromMs: 1_771_000_000_000, toMs: 1_771_000_060_000 };
const buckets = { range, stepS: 10 };

test('a sample has as many calls as it may, of each bucket as many as of any other that has more', () => {
  const ends = fc.array(fc.integer({ min: 0, max: 59_999 }), { maxLength: 400 });
  fc.assert(
    fc.property(ends, fc.integer({ min: 6, max: 100 }), (atMs, most) => {
      const calls = atMs.map((at) => ({ endUs: (range.fromMs + at) * 1000 }));
      const sample = sampleCalls(calls, buckets, most);
      expect(sample.length).toBe(Math.min(most, calls.length));
      expect(new Set(sample).size).toBe(sample.length);
      expect(sampleCalls(calls, buckets, most)).toEqual(sample);
      const all = inBuckets(calls, buckets).map(({ length }) => length);
      const taken = inBuckets(sample, buckets).map(({ length }) => length);
      const cut = taken.filter((count, at) => count < (all[at] ?? 0));
      if (cut.length > 0) expect(Math.max(...taken) - Math.min(...cut)).toBeLessThanOrEqual(1);
    }),
  );
});

test('over a range a part is the mean of the calls that tell it, whatever else their buckets hold', () => {
  const split = (us: number | null): CallSplit => ({
    ...{ clientNetwork: null, gateway: us, upstreamNetwork: null, upstream: null, beyond: null },
  });
  const at = (second: number, us: number | null) => ({
    endUs: (range.fromMs + second * 1000) * 1000,
    split: split(us),
  });
  // One call of the first bucket tells it, each of the second, which stands for ten.
  const splits = [at(1, 100), at(2, null), at(3, null), at(11, 10), at(12, 30)];
  const { gateway, upstream } = splitSeries(splits, buckets, [1, 10, 1, 1, 1, 1]);
  expect(gateway).toMatchObject({ known: 3, overallUs: (100 + 10 * (10 + 30)) / 21 });
  expect(gateway.mean.slice(0, 3)).toEqual([100, 20, null]);
  expect(upstream).toMatchObject({ known: 0, overallUs: null });
});
