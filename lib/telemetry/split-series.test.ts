import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inBuckets, sampleCalls } from './split-series';

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
