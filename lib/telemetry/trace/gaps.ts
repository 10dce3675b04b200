import { positionOf } from '@/lib/deepflow/points';
import type { OpenedTrace, TraceColumns, TraceTables } from './columns';
import { isOwnTimeKnown } from './known-times';

/** A stretch of a span in which no child of it ran, µs since the trace's start, and what took the time. */
export type SpanGap = {
  fromUs: number;
  toUs: number;
  /** On the wire between two points of a request's way, at work within one process, or not to be told apart. */
  kind: 'network' | 'process' | 'unknown';
  /** The child that ended where the gap starts; -1: the span itself starts there. */
  before: number;
  /** The child that starts where the gap ends; -1: the span itself ends there. */
  after: number;
};

type Drawn = Pick<OpenedTrace, 'columns' | 'tables' | 'isCut'>;

/** The gaps of one span in order of time: together they are its self time. None where nobody knows that. */
export function gapsOf(drawn: Drawn, at: number): SpanGap[] {
  const { columns, tables } = drawn;
  const { start, end, last } = columns;
  const gaps: SpanGap[] = [];
  if (!isOwnTimeKnown(drawn, at)) return gaps;
  const to = end[at] ?? 0;
  let reached = start[at] ?? 0;
  let before = -1;
  const add = (until: number, after: number) => {
    if (until > reached)
      gaps.push({ fromUs: reached, toUs: until, kind: kindOf(columns, tables, at, before, after), before, after });
  };
  for (let child = at + 1; child <= (last[at] ?? at); child = (last[child] ?? child) + 1) {
    if ((start[child] ?? 0) >= to || (end[child] ?? 0) <= reached) continue;
    add(start[child] ?? 0, child);
    reached = Math.min(end[child] ?? 0, to);
    before = child;
  }
  add(to, -1);
  return gaps;
}

function kindOf(columns: TraceColumns, tables: TraceTables, at: number, before: number, after: number) {
  const point = pointAt(columns, tables, at);
  if (before < 0 && after < 0) return worksItself(point) ? 'process' : 'unknown';
  const [first, second] = [before, after].map((child) => (child < 0 ? null : between(columns, tables, at, child)));
  return first === null || second === null || first === second ? (first ?? second ?? 'unknown') : 'unknown';
}

/** What lies between a span's own point and a child's. */
function between(columns: TraceColumns, tables: TraceTables, at: number, child: number): SpanGap['kind'] {
  const from = pointAt(columns, tables, at);
  const to = pointAt(columns, tables, child);
  const isSameService = columns.service[at] === columns.service[child];
  if (worksItself(from)) {
    if (to === 'c-p' || to === 'c-app' || to === 'c') return 'process';
    return isSameService && (to === 'app' || to === 's-app') ? 'process' : 'unknown';
  }
  if (from === 'c-app' && to === 'c-p') return 'process';
  const [near, far] = [positionOf(from), positionOf(to)];
  return near >= 0 && far > near && to !== 'app' ? 'network' : 'unknown';
}

/** Points within a process that has taken a request: time without a child there is its own work. */
function worksItself(point: string): boolean {
  return point === 's-p' || point === 's-app' || point === 'app';
}

function pointAt({ point }: TraceColumns, { points }: TraceTables, at: number): string {
  return points[point[at] ?? -1] ?? '';
}
