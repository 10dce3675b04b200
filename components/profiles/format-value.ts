import type { ProfileUnit } from '@/lib/deepflow/profile';
import { formatBytes, formatCount, formatDuration } from '@/lib/telemetry/format';

/** A value of a profile in the unit that its kind has. */
export function formatValue(value: number, unit: ProfileUnit): string {
  switch (unit) {
    case 'microseconds':
      return formatDuration(value);
    case 'nanoseconds':
      return formatDuration(value / 1000);
    case 'bytes':
      return formatBytes(value);
    default:
      return formatCount(value);
  }
}
