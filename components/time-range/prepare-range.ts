import { absoluteRange, type TimeRange } from '@/lib/telemetry/time-range';
import { fromZonedInput } from './zoned-input';

export type RangeInputError = 'notADate' | 'endFirst' | 'tooLong';

const longestMs = 31 * 86_400_000;

/** The range that two `datetime-local` fields say, or what is wrong with them. */
export function readRangeInput(from: string, to: string, timeZone: string): TimeRange | { error: RangeInputError } {
  const fromMs = fromZonedInput(from, timeZone);
  const toMs = fromZonedInput(to, timeZone);
  if (fromMs === null || toMs === null) return { error: 'notADate' };
  if (toMs <= fromMs) return { error: 'endFirst' };
  if (toMs - fromMs > longestMs) return { error: 'tooLong' };
  return absoluteRange(fromMs, toMs);
}

/** The range moved by a part of its length: -0.5 is half a range earlier. It never passes into the future. */
export function movedRange(range: { fromMs: number; toMs: number }, part: number, nowMs: number): TimeRange {
  const length = range.toMs - range.fromMs;
  const toMs = Math.min(range.toMs + length * part, Math.max(nowMs, range.toMs));
  return absoluteRange(toMs - length, toMs);
}

/** The range twice as wide around its middle, within what may be asked for and not into the future. */
export function widenedRange(range: { fromMs: number; toMs: number }, nowMs: number): TimeRange {
  const length = Math.min((range.toMs - range.fromMs) * 2, longestMs);
  const middle = (range.fromMs + range.toMs) / 2;
  const toMs = Math.min(middle + length / 2, Math.max(nowMs, range.toMs));
  return absoluteRange(toMs - length, toMs);
}
