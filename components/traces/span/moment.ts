import { absoluteRange, formatTimeRange } from '@/lib/telemetry/time-range';

/** The time range around something, as the address has it: its start and end, and so much on either side. */
export function momentRange(startUs: number, endUs: number, marginMs: number): { from: string; to: string } {
  return formatTimeRange(absoluteRange(startUs / 1000 - marginMs, endUs / 1000 + marginMs));
}
