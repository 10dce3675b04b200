import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  absoluteRange,
  bucketStarts,
  bucketStepS,
  defaultTimeRange,
  formatTimePoint,
  formatTimeRange,
  isLive,
  isTooLong,
  parseTimePoint,
  parseTimeRange,
  resolveRange,
  timePresets,
} from './time-range';

const now = Date.UTC(2026, 10, 22, 12, 0, 0);

test('every preset is read and written back unchanged', () => {
  for (const preset of timePresets) {
    expect(formatTimeRange(parseTimeRange(preset, 'now'))).toEqual({ from: preset, to: 'now' });
  }
});

test('a range survives the address and back', () => {
  const point = fc.oneof(
    fc.integer({ min: 1, max: 2_000_000 }).map((s) => ({ kind: 'now' as const, agoMs: s * 1000 })),
    fc.integer({ min: Date.UTC(2001, 1), max: Date.UTC(2099, 1) }).map((ms) => ({ kind: 'at' as const, ms })),
  );
  fc.assert(
    fc.property(point, (value) => {
      expect(parseTimePoint(formatTimePoint(value))).toEqual(value);
    }),
  );
});

test.each([
  ['nonsense', 'now'],
  ['now-', 'now'],
  ['now-0s', 'now'],
  ['now-99999999d', 'now'],
  ['now-5m', 'now-15m'],
  ['1790000000000', '1780000000000'],
  ['1', 'now'],
  ['-1', 'now'],
  ["1'; --", 'now'],
  [null, null],
])('%s … %s falls back to the last hour instead of failing', (from, to) => {
  expect(parseTimeRange(from, to)).toEqual(defaultTimeRange);
});

test('relative ends move with the clock, fixed ends do not', () => {
  const relative = parseTimeRange('now-15m', 'now');
  expect(resolveRange(relative, now)).toEqual({ fromMs: now - 900_000, toMs: now });
  expect(isLive(relative)).toBe(true);
  const fixed = absoluteRange(now - 5500, now - 10_500);
  expect(resolveRange(fixed, now)).toEqual({ fromMs: now - 11_000, toMs: now - 5000 });
  expect(isLive(fixed)).toBe(false);
});

test('a range from a fixed time until now is too long once it is older than a month, and so is one until years ahead', () => {
  const range = parseTimeRange(String(now), 'now');
  expect(isTooLong(range, now + 31 * 86_400_000)).toBe(false);
  expect(isTooLong(range, now + 31 * 86_400_000 + 1)).toBe(true);
  expect(isTooLong(parseTimeRange('now-1h', String(now + 400 * 86_400_000)), now)).toBe(true);
  expect(isTooLong(parseTimeRange('now-31d', 'now'), now)).toBe(false);
});

test('a start in the future still gives a range', () => {
  const range = parseTimeRange(String(now + 60_000), 'now');
  expect(resolveRange(range, now)).toEqual({ fromMs: now + 60_000, toMs: now + 61_000 });
});

test('buckets cover the whole range and are no more than asked for, plus one for the cut at the edge', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2_600_000 }), fc.integer({ min: 0, max: 999_999 }), (lengthS, offset) => {
      const range = { fromMs: now + offset, toMs: now + offset + lengthS * 1000 };
      const step = bucketStepS(range, 120);
      const starts = bucketStarts(range, step);
      expect(starts.length).toBeLessThanOrEqual(121);
      expect((starts[0] ?? 0) * 1000).toBeLessThanOrEqual(range.fromMs);
      expect(((starts.at(-1) ?? 0) + step) * 1000).toBeGreaterThanOrEqual(range.toMs);
    }),
  );
});
