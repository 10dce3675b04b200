import type { SpanKind, TraceNotice } from '@/lib/deepflow/dto';

/** Order of the codes in `TraceColumns.kind`. */
export const kindCodes = ['A', 'S', 'N'] as const satisfies readonly SpanKind[];
/** Order of the codes in `TraceColumns.outcome`. */
export const outcomeCodes = ['ok', 'client_error', 'server_error', 'timeout', 'unknown'] as const;

/**
 * The spans of a trace as columns, one entry a span, depth first: parents stand before their children, and a subtree is
 * the run `index … last[index]`, so that folding is a jump and never a walk. What is drawn, folded, filtered and selected
 * is an index into them. Times are µs since the trace's `startUs`. Texts are places in `TraceTables`.
 */
export type TraceColumns = {
  count: number;
  /** Index of the parent, -1 for a root. */
  parent: Int32Array;
  depth: Int32Array;
  /** Index of the last descendant; the span's own index for a leaf. */
  last: Int32Array;
  start: Float64Array;
  /** Never before `start`. */
  end: Float64Array;
  /** Time that no child covers. */
  self: Float64Array;
  /** Time of the trace's critical path that is this span's own; 0: it is not on the path. */
  critical: Float64Array;
  /** Row of the flame graph: below the parent's, pushed down where spans overlap. */
  lane: Int32Array;
  /** Place in `kindCodes`. */
  kind: Uint8Array;
  /** Place in `outcomeCodes`. */
  outcome: Uint8Array;
  /** One bit for each of `spanFaults` of lib/deepflow/dto.ts. */
  fault: Uint16Array;
  /** HTTP or gRPC code; -1: none. */
  status: Int32Array;
  name: Int32Array;
  /** -1: network spans have none. */
  service: Int32Array;
  /** -1: not known. */
  host: Int32Array;
  /** Pod, host or NIC where it was seen. */
  place: Int32Array;
  point: Int32Array;
};

export type TraceTables = {
  /** Key of each span, the one that an address names. */
  ids: string[];
  names: string[];
  services: { id: string; name: string; selfUs: number | null }[];
  hosts: string[];
  places: string[];
  points: string[];
};

/** One of several traces in a file. */
export type FileTrace = { id: string; spans: number; name: string; durationUs: number };

/** One trace, laid out. The spans' attributes stay with the engine that opened it. */
export type OpenedTrace = {
  /** The call it was asked for; null for a file. */
  callId: string | null;
  /** Where it came from when it is a file. */
  fileName: string | null;
  /** All traces of the file, the largest first, when it has more than this one. */
  fileTraces?: FileTrace[] | undefined;
  /** Epoch µs; all spans lie within. */
  startUs: number;
  endUs: number;
  /** Spans with times to come are drawn at the end of the axis, not where they say. */
  isCut: boolean;
  columns: TraceColumns;
  tables: TraceTables;
  /** How many rows the flame graph has. */
  lanes: number;
  notices: TraceNotice[];
  /** The first route that a span names, and the place of that span, -1: none does. */
  routeId: string | null;
  routeSpan: number;
  /** Places of the spans by which a gateway says that it answered by itself, before it chose an upstream. */
  selfAnswered: readonly number[];
};
