import type { Span } from '@/lib/deepflow/dto';
import type { OpenedTrace } from './columns';
import { faultBit } from './faults';
import { doubtfulTimes } from './span-times';

/** When a span began, µs after the trace did, how long it took, and how long of it was its own; null: nobody knows. */
export type KnownTimes = { start: number | null; durationUs: number | null; selfUs: number | null };

const unmeasured = faultBit('no_end') | faultBit('bad_time');
const negative = faultBit('negative_duration');
const future = faultBit('future');
/** Without a start of its own a span is drawn at that of the axis. */
const unplaced = faultBit('bad_time') | faultBit('past');

type Drawn = Pick<OpenedTrace, 'columns' | 'startUs' | 'endUs' | 'isCut'>;
type Bars = { columns: Pick<OpenedTrace['columns'], 'last' | 'fault'>; isCut: boolean };

/** By its own record where that is there, else as it is drawn. */
export function knownTimes(drawn: Drawn, index: number, span?: Span): KnownTimes {
  const { columns, startUs, endUs } = drawn;
  const faults = columns.fault[index] ?? 0;
  const isRight = isDrawnRight(drawn, index);
  const selfUs = isOwnTimeKnown(drawn, index) ? (columns.self[index] ?? 0) : null;
  if (span === undefined) {
    const from = columns.start[index] ?? 0;
    const atEdge = from === 0 ? unplaced : from === endUs - startUs ? misplaced(drawn.isCut) : 0;
    return {
      start: (faults & atEdge) === 0 ? from : null,
      durationUs: isRight ? (columns.end[index] ?? 0) - from : null,
      selfUs,
    };
  }
  const start = span.startUs - startUs;
  // From a time that was never set to a real one, or the other way round.
  const spansAges = (faults & doubtfulTimes) !== 0 && span.durationUs > endUs - startUs;
  const isZeroBelow = (faults & negative) !== 0 && span.durationUs === 0;
  const isMeasured = (faults & unmeasured) === 0 && span.durationUs >= 0 && !isZeroBelow;
  return {
    start: Number.isFinite(start) ? start : null,
    durationUs: isMeasured && !spansAges ? span.durationUs : null,
    selfUs,
  };
}

/** The sum of own times: of those that are known; null where none is. */
export function addKnown(sum: number | null, next: number | null): number | null {
  return next === null ? sum : (sum ?? 0) + next;
}

/** Whether a span's bar is the time that it ran. */
export function isDrawnRight({ columns, isCut }: Bars, index: number): boolean {
  return ((columns.fault[index] ?? 0) & (unmeasured | negative | misplaced(isCut))) === 0;
}

/** Whether the stretches of a span's bar in which no child is drawn are its own: it is drawn right, and so is each child. */
export function isOwnTimeKnown(bars: Bars, index: number): boolean {
  const { last } = bars.columns;
  if (!isDrawnRight(bars, index)) return false;
  for (let child = index + 1; child <= (last[index] ?? index); child = (last[child] ?? child) + 1)
    if (!isDrawnRight(bars, child)) return false;
  return true;
}

/** Faults of spans that are not drawn where they ran: a clock that is far off is drawn at the edge of the axis. */
function misplaced(isCut: boolean): number {
  return isCut ? doubtfulTimes : doubtfulTimes & ~future;
}
