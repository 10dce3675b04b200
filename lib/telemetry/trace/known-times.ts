import type { Span } from '@/lib/deepflow/dto';
import type { OpenedTrace } from './columns';
import { faultBit } from './faults';
import { doubtfulTimes } from './span-times';

/** When a span began, µs after the trace did, and how long it took; null: its record does not tell. */
export type KnownTimes = { start: number | null; durationUs: number | null };

/** By its own record where that is there, else as it is drawn: a clock that is far off is drawn at the edge of the axis. */
export function knownTimes({ columns, startUs, endUs }: OpenedTrace, index: number, span?: Span): KnownTimes {
  const faults = columns.fault[index] ?? 0;
  const drawnStart = columns.start[index] ?? 0;
  const start = span === undefined ? drawnStart : span.startUs - startUs;
  const durationUs = span?.durationUs ?? (columns.end[index] ?? 0) - drawnStart;
  const isMeasured =
    durationUs >= 0 &&
    (faults & (faultBit('no_end') | faultBit('bad_time'))) === 0 &&
    // The fields of a row may say a duration although its times run backwards.
    !((faults & faultBit('negative_duration')) !== 0 && durationUs === 0) &&
    // From a time that was never set to a real one, or the other way round.
    !((faults & doubtfulTimes) !== 0 && durationUs > endUs - startUs);
  return { start: Number.isFinite(start) ? start : null, durationUs: isMeasured ? durationUs : null };
}
