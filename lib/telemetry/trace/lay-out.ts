import type { Span, TraceNotice } from '@/lib/deepflow/dto';
import { isSelfAnswered, responseSourceAttribute } from '@/lib/deepflow/self-answered';
import {
  type FileTrace,
  kindCodes,
  type OpenedTrace,
  outcomeCodes,
  type TraceColumns,
  type TraceTables,
} from './columns';
import { criticalPath } from './critical-path';
import { faultBit, faultBits } from './faults';
import { flameLanes } from './flame-lanes';
import { Interner } from './interner';
import { addKnown, knownTimes } from './known-times';
import { selfTimes } from './self-times';
import { doubtfulTimes, latestAt, type SpanTimes, spanTimes, timeFaults } from './span-times';
import { growTree, type Tree } from './tree';

/** Spans from anywhere, in any order; ids may repeat, parents may be missing, themselves or a ring. */
export type TraceInput = {
  callId: string | null;
  fileName: string | null;
  spans: readonly Span[];
  notices: readonly TraceNotice[];
  /** All traces of the file it was read from, when there are several. */
  fileTraces?: FileTrace[] | undefined;
};

/** A trace as columns, and its spans in their order. */
export type LaidOut = { opened: OpenedTrace; spans: Span[] };

/** Times are cut to whole µs, each for itself. */
const roundingUs = 1;

/**
 * Lays a trace out. Each span has exactly one place, whatever the input; what does not fit is marked in `fault`.
 * Nothing here recurses, and all of it is linear in the number of spans but for sorting.
 */
export function layOut(input: TraceInput, nowUs: number): LaidOut {
  const latestUs = latestAt(nowUs);
  const times = spanTimes(input.spans, latestUs);
  const tree = growTree(input.spans, times);
  const columns = emptyColumns(input.spans.length);
  const spans = placeSpans(input.spans, tree, times, columns, latestUs);
  markStructure(columns);
  columns.self = selfTimes(columns);
  columns.critical = criticalPath(columns, times.isCut);
  const { lane, lanes } = flameLanes(columns);
  columns.lane = lane;
  const tables = fillTables(spans, tree, columns, times);
  const routed = spans.find(({ routeId }) => routeId !== null);
  return {
    opened: {
      callId: input.callId,
      fileName: input.fileName,
      fileTraces: input.fileTraces,
      startUs: times.startUs,
      endUs: times.endUs,
      isCut: times.isCut,
      columns,
      tables,
      lanes,
      notices: withOwnNotices(input.notices, columns),
      routeId: routed?.routeId ?? null,
      routeSpan: routed === undefined ? -1 : tables.ids.indexOf(routed.id),
      selfAnswered: spans.flatMap((span, at) => (saysSelfAnswered(span) ? [at] : [])),
    },
    spans,
  };
}

/** By the gateway's own span. */
function saysSelfAnswered({ kind, status, attributes }: Span): boolean {
  const source = attributes.find(({ name }) => name === responseSourceAttribute)?.value;
  return kind === 'A' && isSelfAnswered(status, source);
}

function emptyColumns(count: number): TraceColumns {
  const whole = () => new Int32Array(count);
  const time = () => new Float64Array(count);
  return {
    count,
    parent: whole(),
    depth: whole(),
    last: whole(),
    start: time(),
    end: time(),
    self: time(),
    critical: time(),
    lane: whole(),
    kind: new Uint8Array(count),
    outcome: new Uint8Array(count),
    fault: new Uint16Array(count),
    status: whole(),
    name: whole(),
    service: whole(),
    host: whole(),
    place: whole(),
    point: whole(),
  };
}

/** Fills what a span's own record tells, in the order of the tree. */
function placeSpans(
  from: readonly Span[],
  tree: Tree,
  times: SpanTimes,
  columns: TraceColumns,
  latestUs: number,
): Span[] {
  const placeOf = new Int32Array(columns.count);
  const spans: Span[] = [];
  for (const at of tree.order) {
    const span = from[at];
    if (span === undefined) continue;
    const place = spans.push(span) - 1;
    placeOf[at] = place;
    const parent = tree.parentOf[at] ?? -1;
    columns.parent[place] = parent < 0 ? -1 : (placeOf[parent] ?? -1);
    columns.start[place] = (times.start[at] ?? 0) - times.startUs;
    columns.end[place] = (times.end[at] ?? 0) - times.startUs;
    columns.kind[place] = Math.max(0, kindCodes.indexOf(span.kind));
    columns.outcome[place] = outcomeCode(span);
    columns.status[place] = span.status ?? -1;
    columns.fault[place] =
      faultBits(span.faults) | (tree.faults[at] ?? 0) | timeFaults(span, times.earliestUs, latestUs);
  }
  return spans;
}

function outcomeCode({ outcome }: Span): number {
  const code = outcomeCodes.indexOf(outcome);
  return code < 0 ? outcomeCodes.indexOf('unknown') : code;
}

/** Depths, ends of subtrees, and children that leave their parents. */
function markStructure({ count, parent, depth, last, start, end, fault }: TraceColumns): void {
  for (let at = 0; at < count; at++) {
    const above = parent[at] ?? -1;
    last[at] = at;
    if (above < 0) continue;
    depth[at] = (depth[above] ?? 0) + 1;
    const isOutside =
      (start[at] ?? 0) < (start[above] ?? 0) - roundingUs || (end[at] ?? 0) > (end[above] ?? 0) + roundingUs;
    if (isOutside) fault[at] = (fault[at] ?? 0) | faultBit('outside_parent');
  }
  for (let at = count - 1; at >= 0; at--) {
    const above = parent[at] ?? -1;
    if (above >= 0) last[above] = Math.max(last[above] ?? 0, last[at] ?? 0);
  }
}

function fillTables(
  spans: readonly Span[],
  tree: Tree,
  columns: TraceColumns,
  { startUs, endUs, isCut }: SpanTimes,
): TraceTables {
  const [names, hosts, places, points] = [new Interner(), new Interner(), new Interner(), new Interner()];
  const serviceIds = new Interner();
  const services: TraceTables['services'] = [];
  spans.forEach((span, at) => {
    columns.name[at] = names.place(span.name);
    columns.host[at] = span.host === '' ? -1 : hosts.place(span.host);
    columns.place[at] = places.place(span.instance);
    columns.point[at] = points.place(span.point);
    const id = span.serviceId ?? span.service;
    const service = id === null ? -1 : serviceIds.place(id);
    columns.service[at] = service;
    if (id === null) return;
    const selfUs = knownTimes({ columns, startUs, endUs, isCut }, at).selfUs;
    const known = services[service];
    if (known) known.selfUs = addKnown(known.selfUs, selfUs);
    else services.push({ id, name: span.service ?? id, selfUs });
  });
  return {
    ids: Array.from(tree.order, (at) => tree.ids[at] ?? ''),
    names: names.texts,
    services: sortServices(services, columns),
    hosts: hosts.texts,
    places: places.texts,
    points: points.texts,
  };
}

/** The service that worked longest first. */
function sortServices(services: TraceTables['services'], { service }: TraceColumns): TraceTables['services'] {
  const order = services
    .map((_, at) => at)
    .sort((a, b) => (services[b]?.selfUs ?? 0) - (services[a]?.selfUs ?? 0) || a - b);
  const placeOf = new Int32Array(services.length);
  order.forEach((at, place) => {
    placeOf[at] = place;
  });
  for (let at = 0; at < service.length; at++) {
    const known = service[at] ?? -1;
    if (known >= 0) service[at] = placeOf[known] ?? -1;
  }
  return order.flatMap((at) => services[at] ?? []);
}

/** With what the layout itself found out, unless it is said already. */
function withOwnNotices(notices: readonly TraceNotice[], columns: TraceColumns): TraceNotice[] {
  const found = [
    { kind: 'missing_parents', count: countFaults(columns, faultBit('missing_parent')) },
    { kind: 'doubtful_times', count: countFaults(columns, doubtfulTimes) },
  ] as const;
  const isSaid = new Set(notices.map(({ kind }) => kind));
  return [...notices, ...found.filter(({ kind, count }) => count > 0 && !isSaid.has(kind))];
}

function countFaults({ fault }: TraceColumns, anyOf: number): number {
  let count = 0;
  for (const bits of fault) if ((bits & anyOf) !== 0) count++;
  return count;
}
