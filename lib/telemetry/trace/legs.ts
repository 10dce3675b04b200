import { positionOf } from '@/lib/deepflow/points';
import type { OpenedTrace, TraceColumns } from './columns';

/** One request on its way from a client to a server: the spans of the points that saw it. */
export type Leg = {
  head: number;
  /** The last one on the way. */
  end: number;
  /** In the order of the way. */
  all: number[];
  byPoint: ReadonlyMap<string, number>;
  /** With those that saw it a second time at a point. */
  spans: ReadonlySet<number>;
};

/** Where the spans of a trace were seen, by index. */
export type Points = {
  name: (index: number) => string;
  /** How far along the way; -1: not known. */
  position: (index: number) => number;
  /** At the process or application that answers. */
  isServer: (index: number) => boolean;
  /** Whether two spans are of one process, as far as places and services tell. */
  isSameProcess: (a: number, b: number) => boolean;
};

const process = positionOf('s-p');
const application = positionOf('s-app');

export function pointsOf({ columns, tables }: OpenedTrace): Points {
  const positions = tables.points.map(positionOf);
  const position = (index: number) => positions[columns.point[index] ?? -1] ?? -1;
  return {
    name: (index) => tables.points[columns.point[index] ?? -1] ?? '',
    position,
    isServer: (index) => position(index) === process || position(index) === application,
    isSameProcess: (a, b) => columns.place[a] === columns.place[b] || columns.service[a] === columns.service[b],
  };
}

/** Indexes of a span's children, in order. */
export function childrenOf(columns: TraceColumns, index: number): number[] {
  const children: number[] = [];
  const last = columns.last[index] ?? index;
  for (let child = index + 1; child <= last; child = (columns.last[child] ?? child) + 1) children.push(child);
  return children;
}

/** Whether a span goes on the way that its parent is on: further along, and not another request of that process. */
function goesOn(at: Points, parent: number, child: number): boolean {
  const [from, to] = [at.position(parent), at.position(child)];
  if (from < 0 || to <= from || to > application) return false;
  return from !== process || at.isSameProcess(parent, child);
}

/** The first span of the way that a span is on. */
export function enclosingLeg(columns: TraceColumns, at: Points, index: number): number {
  let head = index;
  for (let parent = columns.parent[head] ?? -1; parent >= 0 && goesOn(at, parent, head); ) {
    head = parent;
    parent = columns.parent[head] ?? -1;
  }
  return head;
}

/** All spans of the way that begins at `head`; of two at one point the first. */
export function legOf(columns: TraceColumns, at: Points, head: number): Leg {
  const byPoint = new Map<string, number>();
  const spans = new Set<number>();
  const waiting = [head];
  for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) {
    const point = at.name(index);
    spans.add(index);
    if (!byPoint.has(point)) byPoint.set(point, index);
    const from = index;
    waiting.push(...childrenOf(columns, index).filter((child) => goesOn(at, from, child)));
  }
  const all = [...byPoint.values()].sort((a, b) => at.position(a) - at.position(b));
  return { head, end: all.at(-1) ?? head, all, byPoint, spans };
}
