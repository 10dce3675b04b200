import {
  formatByteRate,
  formatBytes,
  formatCount,
  formatDuration,
  formatRate,
  formatShare,
  rateUnitS,
} from '@/lib/telemetry/format';
import type { ChartUnit } from './chart-model';

const formats: Record<ChartUnit, (value: number | null) => string> = {
  perSecond: formatRate,
  durationUs: formatDuration,
  bytesPerSecond: formatByteRate,
  bytes: formatBytes,
  count: formatCount,
  share: formatShare,
  number: formatCount,
};

/** A chart's number with its unit; a missing one is `–`. */
export function formatValue(unit: ChartUnit, value: number | null): string {
  return formats[unit](value);
}

/** A number beside a mark of an axis that ends at `top`: all its marks have one unit where they are rates. */
export function formatMark(unit: ChartUnit, value: number, top: number): string {
  return unit === 'perSecond' ? formatRate(value, rateUnitS(top)) : formatValue(unit, value);
}

/** The unit that a chart's numbers are kept in, for copies that hold them as they are; empty: none. */
export const exactUnit: Record<ChartUnit, string> = {
  perSecond: '/s',
  durationUs: 'µs',
  bytesPerSecond: 'B/s',
  bytes: 'B',
  count: '',
  share: '0…1',
  number: '',
};
