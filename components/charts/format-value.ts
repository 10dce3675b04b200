import {
  formatByteRate,
  formatBytes,
  formatCount,
  formatDuration,
  formatRate,
  formatShare,
} from '@/lib/telemetry/format';
import type { ChartUnit } from './chart-model';

const formats: Record<ChartUnit, (value: number | null) => string> = {
  perSecond: formatRate,
  durationUs: formatDuration,
  bytesPerSecond: formatByteRate,
  bytes: formatBytes,
  count: formatCount,
  share: formatShare,
};

/** A chart's number with its unit; a missing one is `–`. */
export function formatValue(unit: ChartUnit, value: number | null): string {
  return formats[unit](value);
}
