import type { SpanKind } from '@/lib/deepflow/dto';
import { kindCodes, outcomeCodes, type TraceColumns } from './columns';

export type RowFilter = {
  /** Kinds that are shown. */
  kinds: readonly SpanKind[];
  errorsOnly: boolean;
  /** Places in `TraceTables.services`. */
  hiddenServices: ReadonlySet<number>;
  /** Only these spans, as a search found them, ascending; null: all. */
  only: Int32Array | null;
};

export const showAllRows: RowFilter = { kinds: kindCodes, errorsOnly: false, hiddenServices: new Set(), only: null };

/**
 * Rows on screen: indexes into the columns, top to bottom.
 * A span whose parent's kind or service is hidden hangs below its nearest shown ancestor, so that hiding some never hides
 * others. Where only some spans are wanted (errors, what a search found) their ancestors stay, as context.
 */
export type TraceRows = {
  index: Int32Array;
  /** Depth that it is drawn at. */
  depth: Int32Array;
  /** Shown spans below, folded ones included; 0: a leaf. */
  below: Int32Array;
  /** 1: shown only because a span below it is wanted. */
  context: Uint8Array;
  /** Spans that the filter wants, folded ones included. */
  wanted: number;
};

const hidden = 0;
const shown = 1;
const asContext = 2;

/** The rows that remain after filter and folding, in three passes over the spans. */
export function visibleRows(columns: TraceColumns, filter: RowFilter, folded: ReadonlySet<number>): TraceRows {
  return showsAll(filter) ? unfilteredRows(columns, folded) : filteredRows(columns, filter, folded);
}

function showsAll({ kinds, errorsOnly, hiddenServices, only }: RowFilter): boolean {
  return !errorsOnly && hiddenServices.size === 0 && only === null && kindCodes.every((kind) => kinds.includes(kind));
}

/** As a trace is opened: its columns say it all, and the first picture does not wait for three passes. */
function unfilteredRows({ count, depth, last }: TraceColumns, folded: ReadonlySet<number>): TraceRows {
  const index = new Int32Array(count);
  let rows = 0;
  for (let at = 0; at < count; at++) {
    index[rows++] = at;
    if (folded.size > 0 && folded.has(at)) at = last[at] ?? at;
  }
  const cut = rows === count ? index : index.slice(0, rows);
  const depthOf = new Int32Array(rows);
  const below = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const at = cut[row] ?? 0;
    depthOf[row] = depth[at] ?? 0;
    below[row] = (last[at] ?? at) - at;
  }
  return { index: cut, depth: depthOf, below, context: new Uint8Array(rows), wanted: count };
}

function filteredRows(columns: TraceColumns, filter: RowFilter, folded: ReadonlySet<number>): TraceRows {
  const { count, parent, last } = columns;
  const state = wantedSpans(columns, filter);
  const eligible = eligibleSpans(columns, filter);
  const below = new Int32Array(count);
  let wanted = 0;
  for (let at = count - 1; at >= 0; at--) {
    const above = parent[at] ?? -1;
    if (state[at] === hidden && eligible[at] === 1 && (below[at] ?? 0) > 0) state[at] = asContext;
    if (state[at] === shown) wanted++;
    if (above >= 0) below[above] = (below[above] ?? 0) + (below[at] ?? 0) + (state[at] === hidden ? 0 : 1);
  }
  const index = new Int32Array(count);
  const depthOf = new Int32Array(count);
  const shownParent = new Int32Array(count);
  let rows = 0;
  for (let at = 0; at < count; at++) {
    const above = parent[at] ?? -1;
    const anchor = above < 0 ? -1 : state[above] === hidden ? (shownParent[above] ?? -1) : above;
    shownParent[at] = anchor;
    depthOf[at] = anchor < 0 ? 0 : (depthOf[anchor] ?? 0) + 1;
    if (state[at] === hidden) continue;
    index[rows++] = at;
    if ((below[at] ?? 0) > 0 && folded.has(at)) at = last[at] ?? at;
  }
  const cut = index.slice(0, rows);
  return {
    index: cut,
    depth: cut.map((at) => depthOf[at] ?? 0),
    below: cut.map((at) => below[at] ?? 0),
    context: Uint8Array.from(cut, (at) => (state[at] === asContext ? 1 : 0)),
    wanted,
  };
}

/** Spans that may have a row: their kind and their service are shown. */
function eligibleSpans({ count, kind, service }: TraceColumns, { kinds, hiddenServices }: RowFilter): Uint8Array {
  const isShownKind = kindCodes.map((code) => kinds.includes(code));
  const eligible = new Uint8Array(count);
  for (let at = 0; at < count; at++) {
    if (isShownKind[kind[at] ?? 0] && !(hiddenServices.size > 0 && hiddenServices.has(service[at] ?? -1)))
      eligible[at] = 1;
  }
  return eligible;
}

/** 1 for each span that the filter wants, whatever is folded; its context is not among them. */
export function wantedSpans(columns: TraceColumns, filter: RowFilter): Uint8Array {
  const wanted = eligibleSpans(columns, filter);
  if (filter.errorsOnly) for (let at = 0; at < columns.count; at++) if (!isErrorAt(columns, at)) wanted[at] = hidden;
  if (filter.only === null) return wanted;
  const found = new Uint8Array(columns.count);
  for (const at of filter.only) found[at] = 1;
  for (let at = 0; at < columns.count; at++) if (found[at] === 0) wanted[at] = hidden;
  return wanted;
}

const isErrorCode = outcomeCodes.map((code) => code !== 'ok' && code !== 'unknown');

export function isErrorAt({ outcome }: TraceColumns, at: number): boolean {
  return isErrorCode[outcome[at] ?? 0] ?? false;
}

/** Spans to fold so that only levels up to `level` (0: roots) stay open. */
export function foldedFromLevel({ count, depth, last }: TraceColumns, level: number): Set<number> {
  const folded = new Set<number>();
  for (let at = 0; at < count; at++) if ((depth[at] ?? 0) >= level && (last[at] ?? at) > at) folded.add(at);
  return folded;
}

/** Spans to fold so that what a service does within itself and below it is closed, at each of its entrances. */
export function foldedService({ count, parent, service, last }: TraceColumns, place: number): Set<number> {
  const folded = new Set<number>();
  for (let at = 0; at < count; at++) {
    const above = parent[at] ?? -1;
    const isEntrance = service[at] === place && (above < 0 || service[above] !== place);
    if (isEntrance && (last[at] ?? at) > at) folded.add(at);
  }
  return folded;
}

/** All ancestors of a span, the nearest first: what must be open for it to have a row. */
export function ancestorsOf({ parent }: TraceColumns, at: number): number[] {
  const above: number[] = [];
  for (let up = parent[at] ?? -1; up >= 0; up = parent[up] ?? -1) above.push(up);
  return above;
}

/** Row of the nearest shown ancestor of a row, -1 at the top. */
export function parentRow(rows: { depth: ArrayLike<number> }, row: number): number {
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
