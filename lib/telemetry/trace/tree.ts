import { callerAmong } from '@/lib/deepflow/caller-among';
import type { Span } from '@/lib/deepflow/dto';
import { faultBit } from './faults';
import type { SpanTimes } from './span-times';

/** Where each span stands: all arrays but `order` are by place in the list that came in. */
export type Tree = {
  /** Places in the list, depth first, siblings by start. */
  order: Int32Array;
  /** Place of the parent, -1 for a root. */
  parentOf: Int32Array;
  /** Ids that occur once each. */
  ids: string[];
  /** Bits of what does not fit about ids and parents. */
  faults: Uint16Array;
};

/**
 * Gives every span one place in one tree, whatever its ids and parents say: a span whose parent is missing or is itself
 * becomes a root, a ring is cut above the span of it that starts first, equal ids are told apart. No span is lost.
 */
export function growTree(spans: readonly Span[], times: SpanTimes): Tree {
  const faults = new Uint16Array(spans.length);
  const byTime = placesByTime(times);
  const { ids, firstOf, equals } = uniqueIds(spans, byTime, faults);
  const parentOf = namedParents(spans, firstOf, faults);
  if (equals.size > 0) chooseAmongEquals(parentOf, spans, equals, times);
  cutRings(parentOf, byTime, faults);
  return { order: depthFirst(parentOf, byTime), parentOf, ids, faults };
}

/** By start; of those that start together, the longest first. */
function placesByTime({ start, end }: SpanTimes): Int32Array {
  const places = new Int32Array(start.length);
  for (let at = 0; at < places.length; at++) places[at] = at;
  return places.sort((a, b) => (start[a] ?? 0) - (start[b] ?? 0) || (end[b] ?? 0) - (end[a] ?? 0) || a - b);
}

/** Of spans with one id the first in time keeps it, the others get a number. `equals`: all of each such id, by start. */
function uniqueIds(spans: readonly Span[], byTime: Int32Array, faults: Uint16Array) {
  const firstOf = new Map<string, number>();
  const repeated: number[] = [];
  const ids: string[] = new Array(spans.length);
  for (const at of byTime) {
    const id = spans[at]?.id ?? '';
    const first = firstOf.get(id);
    if (first === undefined) {
      firstOf.set(id, at);
      ids[at] = id;
    } else {
      faults[first] = (faults[first] ?? 0) | faultBit('equal_id');
      faults[at] = (faults[at] ?? 0) | faultBit('equal_id');
      repeated.push(at);
    }
  }
  const next = new Map<string, number>();
  const equals = new Map<string, number[]>();
  const given = new Set<string>();
  for (const at of repeated) {
    const id = spans[at]?.id ?? '';
    const others = equals.get(id);
    if (others === undefined) equals.set(id, [firstOf.get(id) ?? at, at]);
    else others.push(at);
    let number = next.get(id) ?? 2;
    while (firstOf.has(`${id}#${number}`) || given.has(`${id}#${number}`)) number++;
    ids[at] = `${id}#${number}`;
    given.add(`${id}#${number}`);
    next.set(id, number + 1);
  }
  return { ids, firstOf, equals };
}

function namedParents(
  spans: readonly Span[],
  firstOf: ReadonlyMap<string, number>,
  faults: Uint16Array,
): Int32Array<ArrayBuffer> {
  const parentOf = new Int32Array(spans.length).fill(-1);
  spans.forEach(({ parentId }, at) => {
    if (parentId === null) return;
    const parent = firstOf.get(parentId);
    if (parent === undefined) faults[at] = (faults[at] ?? 0) | faultBit('missing_parent');
    else if (parent === at) faults[at] = (faults[at] ?? 0) | faultBit('ring');
    else parentOf[at] = parent;
  });
  return parentOf;
}

/** Of several spans with the id that a span names, the one that called it; where none can be told it stays with the first. */
function chooseAmongEquals(
  parentOf: Int32Array,
  spans: readonly Span[],
  equals: ReadonlyMap<string, readonly number[]>,
  { start, end }: SpanTimes,
): void {
  const startOf = (at: number) => start[at] ?? 0;
  const endOf = (at: number) => end[at] ?? 0;
  spans.forEach(({ id, parentId }, at) => {
    const those = parentId === null || id === parentId ? undefined : equals.get(parentId);
    const caller = those && callerAmong(those, startOf(at), startOf, endOf);
    if (caller !== undefined) parentOf[at] = caller;
  });
}

/** Walks up from each span once; a walk that meets itself has found a ring. */
function cutRings(parentOf: Int32Array, byTime: Int32Array, faults: Uint16Array): void {
  const rank = new Int32Array(byTime.length);
  byTime.forEach((at, place) => {
    rank[at] = place;
  });
  const walk = new Int32Array(parentOf.length);
  for (let start = 0; start < parentOf.length; start++) {
    let at = start;
    while (at >= 0 && walk[at] === 0) {
      walk[at] = start + 1;
      at = parentOf[at] ?? -1;
    }
    if (at < 0 || walk[at] !== start + 1) continue;
    let first = at;
    let member = at;
    do {
      faults[member] = (faults[member] ?? 0) | faultBit('ring');
      if ((rank[member] ?? 0) < (rank[first] ?? 0)) first = member;
      member = parentOf[member] ?? -1;
    } while (member !== at && member >= 0);
    parentOf[first] = -1;
  }
}

function depthFirst(parentOf: Int32Array, byTime: Int32Array): Int32Array {
  const count = parentOf.length;
  const firstChild = new Int32Array(count).fill(-1);
  const nextSibling = new Int32Array(count).fill(-1);
  let firstRoot = -1;
  for (let rank = count - 1; rank >= 0; rank--) {
    const at = byTime[rank] ?? 0;
    const parent = parentOf[at] ?? -1;
    if (parent < 0) {
      nextSibling[at] = firstRoot;
      firstRoot = at;
    } else {
      nextSibling[at] = firstChild[parent] ?? -1;
      firstChild[parent] = at;
    }
  }
  const order = new Int32Array(count);
  let filled = 0;
  let at = firstRoot;
  while (at >= 0) {
    order[filled++] = at;
    const child = firstChild[at] ?? -1;
    if (child >= 0) {
      at = child;
      continue;
    }
    while (at >= 0 && (nextSibling[at] ?? -1) < 0) at = parentOf[at] ?? -1;
    if (at >= 0) at = nextSibling[at] ?? -1;
  }
  return order;
}
