import { rateUnitS } from '@/lib/telemetry/format';
import { type ChartModel, type ChartUnit, type ChartView, wholeView } from './chart-model';
import { isKnown, stacked, stackTotal } from './prepare-series';

/** Top of an axis on which nothing but zero lies: something that is pleasant in the unit. */
const emptyTop: Record<ChartUnit, number> = {
  perSecond: 1,
  durationUs: 1000,
  bytesPerSecond: 1000,
  bytes: 1000,
  count: 1,
  share: 1,
  number: 1,
};

/** Part of the axis above the highest value, so that no line runs along the edge. */
const headroom = 1.08;
/** One slow call must not press the lines to the ground. */
const exemplarReach = 1.5;

/**
 * Ends of the value axis over all that the model draws, from zero on (below it, where values are negative). A share does
 * not go beyond the whole, unless it does so itself. Exemplars reach to half again above the lines; higher ones are
 * drawn at the edge.
 */
export function valueBounds(
  model: ChartModel,
  { hidden }: Pick<ChartView, 'hidden'> = wholeView,
): { low: number; high: number } {
  let [low, high] = [0, 0];
  const measure = (values: readonly (number | null)[]) => {
    for (const value of values) {
      if (!isKnown(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  };
  const shown = model.series.filter(({ key }) => !hidden.has(key));
  const layers = shown.map(({ values }) => values);
  if (model.isStacked) {
    for (const edges of stacked(layers, model.times.length)) measure(edges);
    measure(stackTotal(model, hidden).before ?? []);
  } else {
    for (const values of [...layers, ...shown.flatMap(({ before }) => (before ? [before] : []))]) measure(values);
  }
  const reach = high > 0 ? high * exemplarReach : Number.POSITIVE_INFINITY;
  for (const { value } of model.exemplars ?? []) if (isKnown(value)) high = Math.max(high, Math.min(value, reach));
  if (high === 0 && low === 0) return { low: 0, high: emptyTop[model.unit] };
  const isWhole = model.unit === 'share' && high <= 1;
  return { low: low * headroom, high: isWhole ? Math.min(high * headroom, 1) : high * headroom };
}

/** Steps of clocks beyond the second, in µs: hours are not cut into tenths. */
const clockStepsUs = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400].map(
  (seconds) => seconds * 1e6,
);
/** From here on a duration is written in minutes. */
const minutesFromUs = 100_000_000;

/**
 * Places of the marks on a value axis, ascending: multiples of a step that is round in the unit, at most `most` beside
 * zero. Counts have whole steps, durations beyond 100 s those of a clock, all else 1, 2 or 5 of a power of ten, which
 * is round in bytes (by 1000) and percent as well; of rare rates it is that in the unit they are told in.
 */
export function valueTicks(unit: ChartUnit, { low, high }: { low: number; high: number }, most: number): number[] {
  const span = high - low;
  if (!(span > 0) || !Number.isFinite(span)) return [0];
  const step = pleasantStep(unit, span / Math.max(1, most), Math.max(high, -low));
  const ticks: number[] = [];
  // By whole multiples: adding up a fraction drifts.
  for (let at = Math.ceil(low / step - 1e-9); at * step <= high * (1 + 1e-9); at++) ticks.push(tidy(at * step));
  return ticks;
}

function pleasantStep(unit: ChartUnit, wanted: number, top: number): number {
  if (unit === 'durationUs' && top >= minutesFromUs) {
    const clock = clockStepsUs.find((step) => step >= wanted);
    if (clock !== undefined) return clock;
    return decimalStep(wanted / 86_400e6) * 86_400e6;
  }
  if (unit === 'perSecond') return decimalStep(wanted * rateUnitS(top)) / rateUnitS(top);
  const step = decimalStep(wanted);
  return unit === 'count' ? Math.max(1, step) : step;
}

/** The smallest of 1, 2 or 5 of a power of ten that is not below. */
function decimalStep(wanted: number): number {
  const power = 10 ** Math.floor(Math.log10(wanted));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= wanted * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** Without the dust of binary fractions: 0.30000000000000004 is 0.3. */
function tidy(value: number): number {
  return value === 0 ? 0 : Number(value.toPrecision(12));
}
