/** A formatted number, apart so that a table can align the unit; joined by `text`. */
export type Quantity = { value: string; unit: string };

type Step = { from: number; divisor: number; unit: string };

const durationSteps: Step[] = [
  { from: 0, divisor: 1, unit: 'µs' },
  { from: 1000, divisor: 1000, unit: 'ms' },
  { from: 1_000_000, divisor: 1_000_000, unit: 's' },
  { from: 100_000_000, divisor: 60_000_000, unit: 'min' },
  { from: 6_000_000_000, divisor: 3_600_000_000, unit: 'h' },
  { from: 172_800_000_000, divisor: 86_400_000_000, unit: 'd' },
];
const byteSteps: Step[] = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'].map(thousands);
const countSteps: Step[] = ['', 'k', 'M', 'G', 'T'].map(thousands);

function thousands(unit: string, power: number): Step {
  return { from: power === 0 ? 0 : 1000 ** power, divisor: 1000 ** power, unit };
}

/** What stands where a number is not known. */
export const missing = '–';

type Maybe = number | null | undefined;

/** µs → `82 µs`, `340 ms`, `1.24 s`, `2.5 min`. */
export function formatDuration(us: Maybe): string {
  return text(quantity(us, durationSteps));
}

/**
 * A moment on an axis whose marks are `stepUs` apart → `1.2345 s`: in the unit of the moment, with the digits that tell it
 * from its neighbours.
 */
export function formatMoment(us: Maybe, stepUs: number): string {
  if (us == null || !Number.isFinite(us)) return missing;
  if (us === 0) return '0';
  const unit = durationSteps.findLast((step) => Math.abs(us) >= step.from) ?? { divisor: 1, unit: 'µs' };
  const decimals = stepUs > 0 ? Math.ceil(-Math.log10(stepUs / unit.divisor) - 1e-9) : 0;
  const fixed = (us / unit.divisor).toFixed(Math.min(9, Math.max(0, decimals)));
  return `${fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed} ${unit.unit}`;
}

/** Bytes → `512 B`, `3.4 MB` (powers of 1000). */
export function formatBytes(bytes: Maybe): string {
  return text(quantity(bytes, byteSteps));
}

/** Bytes per second → `3.4 MB/s`. */
export function formatByteRate(bytesPerS: Maybe): string {
  return text(perSecond(quantity(bytesPerS, byteSteps)));
}

/** The seconds of the unit that a rate is told in: an hour or a day of rare ones, zeros after the point say little. */
export function rateUnitS(perS: Maybe): number {
  const size = Math.abs(perS ?? 0);
  if (!(size > 0 && size < 0.001)) return 1;
  return size < 0.1 / 3600 ? 86_400 : 3600;
}

/** Calls per second → `12 /s`, `1.2 k/s`; of rare ones `0.336 /h`, `2.4 /d`; or in the unit of so many seconds. */
export function formatRate(perS: Maybe, unitS = rateUnitS(perS)): string {
  if (unitS === 1) return text(perSecond(quantity(perS, countSteps)));
  return text(quantity(perS, [{ from: 0, divisor: 1 / unitS, unit: unitS === 3600 ? '/h' : '/d' }]));
}

/** A count → `950`, `12.3 k`. */
export function formatCount(count: Maybe): string {
  return text(quantity(count, countSteps));
}

/** A share from 0 to 1 → `0.12 %`. */
export function formatShare(share: Maybe): string {
  return text(quantity(share == null ? share : share * 100, [{ from: 0, divisor: 1, unit: '%' }]));
}

/** A number of which nobody knows what it counts → `1795668018`, `0.241111`: whole numbers whole, else six digits. */
export function formatPlain(value: Maybe): string {
  if (value == null || !Number.isFinite(value)) return missing;
  if (Number.isSafeInteger(value)) return String(value);
  return String(Number(value.toPrecision(6)));
}

/**
 * How much a number differs from an earlier one → `+20 %`, `−35 %`, from ten times on `×12`; `0 %` when it does not.
 * Missing when either is, and where the earlier one is zero or they differ in sign: there is nothing to be a share of.
 */
export function formatChange(now: Maybe, before: Maybe): string {
  if (now == null || before == null || !Number.isFinite(now) || !Number.isFinite(before)) return missing;
  if (now === before) return '0 %';
  const times = now / before;
  if (!Number.isFinite(times) || times < 0) return missing;
  if (times >= 10) return `×${digits(times)}`;
  return signed((times - 1) * 100, '%');
}

/** The difference of two shares in percentage points → `+1.2`, `−0.4`; the word for the unit is the reader's language. */
export function formatPoints(now: Maybe, before: Maybe): string {
  if (now == null || before == null || !Number.isFinite(now) || !Number.isFinite(before)) return missing;
  return signed((now - before) * 100, '');
}

function signed(value: number, unit: string): string {
  // A hundredth of a percent is no news.
  const size = Math.abs(value) < 0.01 ? '0' : digits(Math.abs(value));
  const sign = size === '0' ? '' : value > 0 ? '+' : '−';
  return `${sign}${size}${unit === '' ? '' : ` ${unit}`}`;
}

/** The number as it is, for hover and copies: no rounding beyond what a double holds, no grouping, with its unit. */
export function formatExact(value: Maybe, unit: string): string {
  if (value == null || !Number.isFinite(value)) return missing;
  return unit === '' ? String(value) : `${String(value)} ${unit}`;
}

/**
 * Three significant digits in the largest unit in which the number is at least 1; zero is `0` with the smallest unit.
 * Null for a missing or infinite number.
 */
function quantity(value: Maybe, steps: readonly Step[]): Quantity | null {
  if (value == null || !Number.isFinite(value)) return null;
  const size = Math.abs(value);
  let at = Math.max(
    0,
    steps.findLastIndex((step) => size >= step.from),
  );
  const next = steps[at + 1];
  // 999.6 ms rounds to 1000: it is written in the next unit.
  if (next && next.from === at1000(steps, at) && Number((size / (steps[at]?.divisor ?? 1)).toPrecision(3)) >= 1000)
    at += 1;
  const step = steps[at];
  return step ? { value: digits(value / step.divisor), unit: step.unit } : null;
}

function at1000(steps: readonly Step[], at: number): number {
  return (steps[at]?.divisor ?? 1) * 1000;
}

/** Three significant digits, no exponent, no trailing zeros after the point, `.` in every locale. */
function digits(value: number): string {
  if (value === 0) return '0';
  const rounded = Number(value.toPrecision(3));
  const decimals = Math.min(20, Math.max(0, 2 - Math.floor(Math.log10(Math.abs(rounded)))));
  const fixed = rounded.toFixed(decimals);
  return fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed;
}

function perSecond(from: Quantity | null): Quantity | null {
  return from && { value: from.value, unit: `${from.unit}/s` };
}

function text(from: Quantity | null): string {
  if (!from) return missing;
  return from.unit === '' ? from.value : `${from.value} ${from.unit}`;
}
