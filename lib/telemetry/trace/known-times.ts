import type { Span } from '@/lib/deepflow/dto';
import type { OpenedTrace } from './columns';
import { faultBit } from './faults';
import { doubtfulTimes } from './span-times';

/** When a span began, µs after the trace did, how long it took, and how long of it was its own; null: nobody knows. */
export type KnownTimes = { start: number | null; durationUs: number | null; selfUs: number | null };

const unmeasured = faultBit('no_end') | faultBit('bad_time');
const negative = faultBit('negative_duration');
const future = faultBit('future');

type Drawn = Pick<OpenedTrace, 'columns' | 'startUs' | 'endUs' | 'isCut'>;

/** By its own record where that is there, else as it is drawn: a clock that is far off is drawn at the edge of the axis. */
export function knownTimes(drawn: Drawn, index: number, span?: Span): KnownTimes {
  const { columns, startUs, endUs, isCut } = drawn;
  const faults = columns.fault[index] ?? 0;
  const drawnStart = columns.start[index] ?? 0;
  const drawnUs = (columns.end[index] ?? 0) - drawnStart;
  const isMeasured = (us: number) => (faults & unmeasured) === 0 && us >= 0 && !((faults & negative) !== 0 && us === 0);
  const isDrawnRight = isMeasured(drawnUs) && (faults & misplaced(isCut)) === 0;
  const selfUs = isDrawnRight && !hasMisplacedChild(drawn, index) ? (columns.self[index] ?? 0) : null;
  if (span === undefined) return { start: drawnStart, durationUs: isDrawnRight ? drawnUs : null, selfUs };
  const start = span.startUs - startUs;
  // From a time that was never set to a real one, or the other way round.
  const spansAges = (faults & doubtfulTimes) !== 0 && span.durationUs > endUs - startUs;
  return {
    start: Number.isFinite(start) ? start : null,
    durationUs: isMeasured(span.durationUs) && !spansAges ? span.durationUs : null,
    selfUs,
  };
}

/** Faults of spans that are not drawn where they ran. */
function misplaced(isCut: boolean): number {
  return isCut ? doubtfulTimes : doubtfulTimes & ~future;
}

/** Whether nobody knows what of a span's time a child of it took. */
function hasMisplacedChild({ columns: { last, fault }, isCut }: Drawn, index: number): boolean {
  const bits = misplaced(isCut);
  for (let child = index + 1; child <= (last[index] ?? index); child = (last[child] ?? child) + 1)
    if (((fault[child] ?? 0) & bits) !== 0) return true;
  return false;
}
