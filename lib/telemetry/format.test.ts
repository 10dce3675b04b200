import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  formatByteRate,
  formatBytes,
  formatChange,
  formatCount,
  formatDuration,
  formatExact,
  formatPlain,
  formatPoints,
  formatRate,
  formatShare,
} from './format';

test.each([
  [0, '0 µs'],
  [82, '82 µs'],
  [999.6, '1 ms'],
  [1500, '1.5 ms'],
  [340_000, '340 ms'],
  [999_600, '1 s'],
  [1_240_000, '1.24 s'],
  [59_900_000, '59.9 s'],
  [150_000_000, '2.5 min'],
  [7_200_000_000, '2 h'],
  [null, '–'],
  [Number.NaN, '–'],
])('%s µs is %s', (us, text) => {
  expect(formatDuration(us)).toBe(text);
});

test.each([
  [1_795_668_018, '1795668018'],
  [0.241_111_170_684, '0.241111'],
  [-0.5, '-0.5'],
  [0, '0'],
  [1e-9, '1e-9'],
  [123_456.789, '123457'],
  [Number.NaN, '–'],
  [null, '–'],
])('%s of nobody knows what is %s', (value, text) => {
  expect(formatPlain(value)).toBe(text);
});

test('every other quantity has its unit', () => {
  expect(formatRate(1234)).toBe('1.23 k/s');
  expect(formatRate(12)).toBe('12 /s');
  expect(formatRate(0)).toBe('0 /s');
  expect(formatRate(0.0123)).toBe('0.0123 /s');
  expect(formatRate(0.001)).toBe('0.001 /s');
  expect(formatRate(0.0000933)).toBe('0.336 /h');
  expect(formatRate(1 / 86_400)).toBe('1 /d');
  expect(formatBytes(3_400_000)).toBe('3.4 MB');
  expect(formatBytes(512)).toBe('512 B');
  expect(formatByteRate(999_999)).toBe('1 MB/s');
  expect(formatCount(12_345)).toBe('12.3 k');
  expect(formatCount(950)).toBe('950');
  expect(formatShare(0.001234)).toBe('0.123 %');
  expect(formatShare(0)).toBe('0 %');
  expect(formatShare(undefined)).toBe('–');
  expect(formatExact(1_240_123, 'µs')).toBe('1240123 µs');
  expect(formatExact(null, 'µs')).toBe('–');
});

test('no number is off by more than half of the third digit, has an exponent or needs a locale', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e14, noNaN: true }), (bytes) => {
      const [value = '', unit = ''] = formatBytes(bytes).split(' ');
      expect(value).toMatch(/^\d+(\.\d+)?$/);
      const factor = 1000 ** ['B', 'kB', 'MB', 'GB', 'TB', 'PB'].indexOf(unit);
      expect(Math.abs(Number(value) * factor - bytes)).toBeLessThanOrEqual(bytes * 0.005 + 1e-9);
    }),
  );
});

test('a change is a share of what was before, with its sign; of nothing there is no share', () => {
  expect(formatChange(120, 100)).toBe('+20 %');
  expect(formatChange(65, 100)).toBe('−35 %');
  expect(formatChange(100, 100)).toBe('0 %');
  expect(formatChange(0, 0)).toBe('0 %');
  expect(formatChange(0, 8)).toBe('−100 %');
  expect(formatChange(1234, 100)).toBe('×12.3');
  expect(formatChange(5, 0)).toBe('–');
  expect(formatChange(null, 4)).toBe('–');
  expect(formatChange(4, null)).toBe('–');
  expect(formatPoints(0.034, 0.022)).toBe('+1.2');
  expect(formatPoints(0.01, 0.01)).toBe('0');
  expect(formatPoints(null, 0.01)).toBe('–');
});
