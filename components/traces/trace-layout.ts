import type { Span, SpanKind } from '@/lib/deepflow/dto';

/**
 * A trace as flat arrays, one entry a span, depth first: what is drawn, searched and folded is an index into them.
 * A subtree is the run `index … lastDescendant[index]`, so folding is a jump and never a walk.
 */
export type TraceLayout = {
  spans: readonly Span[];
  /** Index of the parent, -1 for a root. */
  parent: Int32Array;
  depth: Int32Array;
  lastDescendant: Int32Array;
  /** µs since `startUs`. */
  start: Float64Array;
  end: Float64Array;
  /** Epoch µs of the time axis' ends: all spans lie within. */
  startUs: number;
  endUs: number;
  indexById: ReadonlyMap<string, number>;
};

export type SpanFilter = {
  kinds: readonly SpanKind[];
  errorsOnly: boolean;
};

/**
 * Rows on screen: indexes into the layout, top to bottom.
 * A span whose parent is filtered out hangs below its nearest shown ancestor, so that hiding a kind never hides others.
 */
export type TraceRows = {
  index: Int32Array;
  depth: Int32Array;
  /** Shown spans below, folded ones included; 0: a leaf. */
  below: Int32Array;
};

/**
 * Lays a trace out. Parents that are not in the trace make roots; spans in a circle of parents are kept as roots too:
 * whatever the answer, each span has exactly one row.
 */
export function layoutTrace(trace: { startUs: number; endUs: number; spans: readonly Span[] }): TraceLayout {
  const { order, parentOf } = depthFirst(trace.spans);
  const count = order.length;
  const spans: Span[] = new Array(count);
  const position = new Int32Array(count);
  for (let row = 0; row < count; row++) position[order[row] ?? 0] = row;

  const layout = {
    parent: new Int32Array(count),
    depth: new Int32Array(count),
    lastDescendant: new Int32Array(count),
    start: new Float64Array(count),
    end: new Float64Array(count),
  };
  const indexById = new Map<string, number>();
  let startUs = trace.startUs;
  let endUs = trace.endUs;
  for (let row = 0; row < count; row++) {
    const from = order[row] ?? 0;
    const span = trace.spans[from];
    if (span === undefined) continue;
    const parentFrom = parentOf[from] ?? -1;
    const parent = parentFrom < 0 ? -1 : (position[parentFrom] ?? -1);
    spans[row] = span;
    indexById.set(span.id, row);
    layout.parent[row] = parent;
    layout.depth[row] = parent < 0 ? 0 : (layout.depth[parent] ?? 0) + 1;
    layout.lastDescendant[row] = row;
    startUs = Math.min(startUs, span.startUs);
    endUs = Math.max(endUs, span.endUs);
  }
  for (let row = count - 1; row >= 0; row--) {
    const span = spans[row];
    if (span === undefined) continue;
    layout.start[row] = span.startUs - startUs;
    layout.end[row] = Math.max(span.endUs, span.startUs) - startUs;
    const parent = layout.parent[row] ?? -1;
    if (parent >= 0) {
      layout.lastDescendant[parent] = Math.max(layout.lastDescendant[parent] ?? 0, layout.lastDescendant[row] ?? 0);
    }
  }
  return { spans, ...layout, startUs, endUs, indexById };
}

/** Positions in `spans`, depth first, and each one's parent by position; keeps the order of siblings. */
function depthFirst(spans: readonly Span[]): { order: Int32Array; parentOf: Int32Array } {
  const count = spans.length;
  const byId = new Map<string, number>();
  spans.forEach((span, at) => {
    if (!byId.has(span.id)) byId.set(span.id, at);
  });
  const parentOf = new Int32Array(count).fill(-1);
  const firstChild = new Int32Array(count).fill(-1);
  const nextSibling = new Int32Array(count).fill(-1);
  const roots: number[] = [];
  for (let at = count - 1; at >= 0; at--) {
    const parentId = spans[at]?.parentId ?? null;
    const parent = parentId === null ? -1 : (byId.get(parentId) ?? -1);
    if (parent < 0 || parent === at) {
      roots.push(at);
      continue;
    }
    parentOf[at] = parent;
    nextSibling[at] = firstChild[parent] ?? -1;
    firstChild[parent] = at;
  }

  const order = new Int32Array(count);
  const placed = new Uint8Array(count);
  let filled = 0;
  const place = (root: number) => {
    const stack = [root];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      placed[at] = 1;
      order[filled++] = at;
      const below = stack.length;
      for (let child = firstChild[at] ?? -1; child >= 0; child = nextSibling[child] ?? -1) {
        if (placed[child] === 0) stack.push(child);
      }
      reverseFrom(stack, below);
    }
  };
  for (let root = roots.pop(); root !== undefined; root = roots.pop()) place(root);
  for (let at = 0; at < count && filled < count; at++) {
    if (placed[at] === 1) continue;
    parentOf[at] = -1;
    place(at);
  }
  return { order, parentOf };
}

function reverseFrom(list: number[], from: number): void {
  for (let low = from, high = list.length - 1; low < high; low++, high--) {
    const held = list[low] ?? 0;
    list[low] = list[high] ?? 0;
    list[high] = held;
  }
}

export function isError(span: Span): boolean {
  return span.outcome === 'client_error' || span.outcome === 'server_error' || span.outcome === 'timeout';
}

/** The rows that remain after filter and folding, with the depth they are drawn at. One pass. */
export function visibleRows(layout: TraceLayout, filter: SpanFilter, folded: ReadonlySet<string>): TraceRows {
  const count = layout.spans.length;
  const shown = new Uint8Array(count);
  const below = new Int32Array(count);
  const shownParent = new Int32Array(count);
  const shownDepth = new Int32Array(count);
  for (let at = 0; at < count; at++) {
    const span = layout.spans[at];
    if (span === undefined) continue;
    const isShown = filter.kinds.includes(span.kind) && (!filter.errorsOnly || isError(span));
    shown[at] = isShown ? 1 : 0;
    const parent = layout.parent[at] ?? -1;
    const anchor = parent < 0 ? -1 : shown[parent] === 1 ? parent : (shownParent[parent] ?? -1);
    shownParent[at] = anchor;
    shownDepth[at] = anchor < 0 ? 0 : (shownDepth[anchor] ?? 0) + 1;
  }
  for (let at = count - 1; at >= 0; at--) {
    const anchor = shownParent[at] ?? -1;
    if (shown[at] === 1 && anchor >= 0) below[anchor] = (below[anchor] ?? 0) + 1 + (below[at] ?? 0);
  }
  const index: number[] = [];
  for (let at = 0; at < count; at++) {
    if (shown[at] === 0) continue;
    index.push(at);
    const id = layout.spans[at]?.id;
    if (id !== undefined && folded.has(id)) at = layout.lastDescendant[at] ?? at;
  }
  return {
    index: Int32Array.from(index),
    depth: Int32Array.from(index, (at) => shownDepth[at] ?? 0),
    below: Int32Array.from(index, (at) => below[at] ?? 0),
  };
}

/** Ids of the spans to fold so that only levels up to `level` (0: roots) stay open. */
export function foldedFromLevel(layout: TraceLayout, level: number): Set<string> {
  const folded = new Set<string>();
  layout.spans.forEach((span, at) => {
    if ((layout.depth[at] ?? 0) >= level && (layout.lastDescendant[at] ?? at) > at) folded.add(span.id);
  });
  return folded;
}

/** Ids of all ancestors of a span: what must be open for it to have a row. */
export function ancestorsOf(layout: TraceLayout, at: number): string[] {
  const ids: string[] = [];
  for (let up = layout.parent[at] ?? -1; up >= 0; up = layout.parent[up] ?? -1) {
    const id = layout.spans[up]?.id;
    if (id !== undefined) ids.push(id);
  }
  return ids;
}

/** Row of the nearest shown ancestor of a row, -1 at the top. */
export function parentRow(rows: TraceRows, row: number): number {
  const depth = rows.depth[row] ?? 0;
  for (let up = row - 1; up >= 0; up--) if ((rows.depth[up] ?? 0) < depth) return up;
  return -1;
}

/** Row of a span, -1 when it is folded away or filtered out; rows ascend, so by halving. */
export function rowOf(rows: TraceRows, at: number): number {
  let low = 0;
  let high = rows.index.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const value = rows.index[middle] ?? 0;
    if (value === at) return middle;
    if (value < at) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

export function countKinds(spans: readonly Span[]): Record<SpanKind, number> {
  const counts: Record<SpanKind, number> = { A: 0, S: 0, N: 0 };
  for (const span of spans) counts[span.kind]++;
  return counts;
}
