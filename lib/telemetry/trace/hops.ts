import { positionOf } from '@/lib/deepflow/points';
import { type OpenedTrace, outcomeCodes } from './columns';
import { faultBit } from './faults';
import { knownTimes } from './known-times';
import { enclosingLeg, type Leg, legOf, type Points, pointsOf } from './legs';

/** One place on a request's way. `index` -1: nothing was observed there. */
export type HopStation = {
  key: string;
  point: string;
  /** Towards the process in the middle, or on from it. */
  leg: 'in' | 'out';
  index: number;
  /** Pod, node or card; empty where nothing was observed. */
  place: string;
  service: string | null;
  /** null: without an answer, or nobody knows. */
  durationUs: number | null;
  /** False for a request that never got an answer: it has no duration. */
  isAnswered: boolean;
};

/**
 * What lies between two successive observed stations. The difference of their starts is the request's way, that of their
 * ends the answer's; a way that cannot be known is null.
 */
export type HopStep = {
  /** Places in `stations`. */
  from: number;
  to: number;
  requestUs: number | null;
  responseUs: number | null;
  /** Both ways together: the difference of the durations, which no clock can falsify. */
  bothUs: number | null;
  /** Who spent it: the network, or a process by itself: the caller, the one in the middle, the one that was called. */
  where: 'network' | 'near' | 'middle' | 'far';
  /** `clock`: two machines whose clocks disagree; `order`: one machine saw an end before what it encloses. */
  doubt: 'clock' | 'order' | null;
};

/** One request that the process in the middle made while it handled its own. */
export type HopTry = {
  head: number;
  end: number;
  name: string;
  status: number;
  outcome: (typeof outcomeCodes)[number];
};

export type HopPath = {
  /** The span of the process in the middle: the gateway, or the process whose leg is selected. */
  pivot: number;
  isGateway: boolean;
  stations: HopStation[];
  steps: HopStep[];
  tries: HopTry[];
  /** Place in `tries`, -1: there are none. */
  chosen: number;
  /** `not_sent`: no request was made, by the gateway's word or because its process was watched; `not_seen`: that is not sure. */
  outbound: 'sent' | 'not_sent' | 'not_seen';
};

/** What is known of the call that the trace was opened for, as DeepFlow recorded it. */
export type KnownCall = { startUs: number; durationUs: number | null };

/** Drawn even when nothing was observed: the seven points, with the process's way in and out apart. */
const always = { in: ['c-p', 's-nd', 's', 's-p'], out: ['c-p', 'c', 's', 's-p'] } as const;

/**
 * The way of one request through the points where DeepFlow looks. The middle is the gateway, unless a span of another
 * process's way is selected. Several requests of the middle process (retries, an authentication service) are `tries`; the
 * chosen one is the selected span's, else the last that was answered.
 */
export function hopPath(opened: OpenedTrace, selected = -1, call: KnownCall | null = null): HopPath | null {
  const { columns } = opened;
  if (columns.count === 0) return null;
  const at = pointsOf(opened);
  const gateway = pathAround(opened, at, entryOf(opened, at, call), selected, true);
  if (selected < 0 || selected >= columns.count || holds(gateway, selected)) return gateway.path;
  return pathAround(opened, at, middleFor(opened, at, selected), selected, false).path;
}

type Around = { path: HopPath; members: Set<number> };

function holds({ members }: Around, index: number): boolean {
  return members.has(index);
}

/** The gateway's own span: the server's span whose times are the call's, else the first one of the trace. */
function entryOf({ columns, startUs, tables, callId }: OpenedTrace, at: Points, call: KnownCall | null): number {
  const named = callId === null ? -1 : tables.ids.indexOf(callId);
  if (named >= 0) return named;
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let index = 0; index < columns.count; index++) {
    if (!at.isServer(index)) continue;
    if (call === null) return index;
    const [start = 0, end = 0] = [columns.start[index], columns.end[index]];
    const off =
      Math.abs(startUs + start - call.startUs) +
      (call.durationUs === null ? 0 : Math.abs(end - start - call.durationUs));
    if (off < least) [best, least] = [index, off];
  }
  return best < 0 ? 0 : best;
}

function isBelowRoute({ columns, routeSpan }: OpenedTrace, pivot: number, members: Set<number>): boolean {
  return routeSpan >= 0 && !members.has(routeSpan) && routeSpan < pivot && pivot <= (columns.last[routeSpan] ?? -1);
}

/** The process whose picture shows a span best: the caller for a span on the client's side, else the one called. */
function middleFor({ columns }: OpenedTrace, at: Points, selected: number): number {
  let index = selected;
  while (at.position(index) > positionOf('s-app') || at.position(index) < 0) {
    const parent = columns.parent[index] ?? -1;
    if (parent < 0) return selected;
    index = parent;
  }
  if (at.position(index) > positionOf('rest')) return index;
  const head = enclosingLeg(columns, at, index);
  const caller = columns.parent[head] ?? -1;
  return caller < 0 ? index : caller;
}

function pathAround(opened: OpenedTrace, at: Points, middle: number, selected: number, isEntry: boolean): Around {
  const { columns } = opened;
  let inside = middle;
  while (at.position(inside) > positionOf('s-app') && (columns.parent[inside] ?? -1) >= 0)
    inside = columns.parent[inside] ?? -1;
  const inbound = legOf(columns, at, enclosingLeg(columns, at, inside));
  const members = new Set<number>(inbound.spans);
  const legs = requestsBelow(opened, at, inbound, members);
  for (const leg of legs) for (const index of leg.spans) members.add(index);
  const tries = legs.map((leg) => tryOf(opened, leg));
  const chosen = chooseTry(tries, legs, selected);
  const out = legs[chosen];
  const pivot = inbound.byPoint.get('s-p') ?? inbound.byPoint.get('s-app') ?? inbound.end;
  const outbound = out ? 'sent' : isNotSent(opened, inbound) ? 'not_sent' : 'not_seen';
  const stations = [
    ...stationsOf(opened, inbound, 'in'),
    ...(out ? stationsOf(opened, out, 'out') : outbound === 'not_sent' ? [] : always.out.map((point) => unseen(point))),
  ];
  const path: HopPath = {
    pivot,
    // A trace can be opened from a row further down: the gateway is the one that names a route.
    isGateway: isEntry && opened.callId !== null && !isBelowRoute(opened, pivot, members),
    stations,
    steps: stepsOf(opened, stations),
    tries,
    chosen,
    outbound,
  };
  return { path, members };
}

/** Heads of the requests that a process made: what hangs below its own spans and begins a new way. */
function requestsBelow({ columns }: OpenedTrace, at: Points, inbound: Leg, members: Set<number>): Leg[] {
  const top = inbound.all[0] ?? -1;
  if (top < 0) return [];
  const found: Leg[] = [];
  for (let index = top + 1; index <= (columns.last[top] ?? top); ) {
    if (inbound.spans.has(index) || at.position(index) > positionOf('s-app') || at.position(index) < 0) {
      members.add(index);
      index += 1;
      continue;
    }
    found.push(legOf(columns, at, index));
    index = (columns.last[index] ?? index) + 1;
  }
  return found.sort((a, b) => (columns.start[a.head] ?? 0) - (columns.start[b.head] ?? 0));
}

function tryOf({ columns, tables }: OpenedTrace, leg: Leg): HopTry {
  const named = leg.all.find((index) => (columns.kind[index] ?? 0) !== 2) ?? leg.head;
  return {
    head: leg.head,
    end: leg.end,
    name: tables.names[columns.name[named] ?? -1] ?? '',
    status: columns.status[leg.head] ?? -1,
    outcome: outcomeCodes[columns.outcome[leg.head] ?? 4] ?? 'unknown',
  };
}

function chooseTry(tries: readonly HopTry[], legs: readonly Leg[], selected: number): number {
  const own = legs.findIndex((leg) => leg.spans.has(selected));
  if (own >= 0) return own;
  const answered = tries.findLastIndex(({ status, outcome }) => status >= 0 && outcome !== 'timeout');
  return answered >= 0 ? answered : tries.length - 1;
}

/**
 * Whether the absence of a request means that none was made: the gateway says that it answered by itself; or eBPF watched
 * the process, the trace is whole, and the answer is not one that a gateway gives after it failed to reach an upstream.
 */
function isNotSent({ columns, notices, selfAnswered }: OpenedTrace, inbound: Leg): boolean {
  if (selfAnswered.some((index) => inbound.spans.has(index))) return true;
  const process = inbound.byPoint.get('s-p');
  if (process === undefined || notices.some(({ kind }) => ['partial', 'cut', 'from_rows'].includes(kind))) return false;
  const status = columns.status[process] ?? -1;
  return status >= 300 && status < 500;
}

function unseen(point: string, leg: 'in' | 'out' = 'out'): HopStation {
  return {
    key: `${leg}.${point}`,
    point,
    leg,
    index: -1,
    place: '',
    service: null,
    durationUs: null,
    isAnswered: false,
  };
}

function stationsOf(opened: OpenedTrace, leg: Leg, side: 'in' | 'out'): HopStation[] {
  const present = new Set(leg.byPoint.keys());
  const needed = always[side].filter((point) => {
    if (point === 'c-p' && present.has('c-app')) return false;
    return !(present.has('local') && ['c', 's', 's-nd'].includes(point));
  });
  return [...new Set([...present, ...needed])]
    .sort((a, b) => positionOf(a) - positionOf(b))
    .map((point) => {
      const index = leg.byPoint.get(point);
      return index === undefined ? unseen(point, side) : stationOf(opened, index, point, side);
    });
}

function stationOf(opened: OpenedTrace, index: number, point: string, leg: 'in' | 'out'): HopStation {
  const { columns, tables } = opened;
  const length = (columns.end[index] ?? 0) - (columns.start[index] ?? 0);
  const isAnswered = length > 0 || (columns.status[index] ?? -1) >= 0;
  const host = tables.hosts[columns.host[index] ?? -1] ?? '';
  const place = tables.places[columns.place[index] ?? -1] ?? '';
  return {
    key: `${leg}.${point}`,
    point,
    leg,
    index,
    // What a node's card saw is named after the pod behind it; the strip names the node.
    place: /-(nd|hv|gw)$/.test(point) && host !== '' ? host : place,
    service: tables.services[columns.service[index] ?? -1]?.name ?? null,
    durationUs: isAnswered ? knownTimes(opened, index).durationUs : null,
    isAnswered,
  };
}

function stepsOf(opened: OpenedTrace, stations: readonly HopStation[]): HopStep[] {
  const { columns } = opened;
  const seen = stations.flatMap((station, at) => (station.index < 0 ? [] : [{ station, at }]));
  return seen.slice(1).map(({ station: b, at: to }, before) => {
    const { station: a, at: from } = seen[before] as (typeof seen)[number];
    const requestUs = difference(knownTimes(opened, b.index).start, knownTimes(opened, a.index).start);
    const bothUs = difference(a.durationUs, b.durationUs);
    const responseUs = bothUs === null ? null : (columns.end[a.index] ?? 0) - (columns.end[b.index] ?? 0);
    const isWrong = (requestUs ?? 0) < 0 || (responseUs ?? 0) < 0;
    const isCrossing = a.leg === b.leg && isClientSide(a.point) && !isClientSide(b.point);
    const isMoved = isCrossing && (isDoubtful(columns.fault[a.index]) || isDoubtful(columns.fault[b.index]));
    return {
      from,
      to,
      requestUs,
      responseUs,
      bothUs,
      where: whereOf(a, b),
      doubt: isCrossing && (isWrong || isMoved) ? 'clock' : isWrong ? 'order' : null,
    };
  });
}

function difference(of: number | null, less: number | null): number | null {
  return of === null || less === null ? null : of - less;
}

function whereOf(a: HopStation, b: HopStation): HopStep['where'] {
  if (a.leg !== b.leg) return 'middle';
  if (a.point === 's-p' && b.point === 's-app') return a.leg === 'in' ? 'middle' : 'far';
  if (a.point === 'c-app' && b.point === 'c-p') return a.leg === 'in' ? 'near' : 'middle';
  return 'network';
}

/** What of a request's time is whose, as far as it was observed; null where an end of it was not. */
export type HopShares = { totalUs: number | null; networkUs: number; middleUs: number | null; farUs: number | null };

/** The time of a path by who spent it. The network's is that between the places that were observed. */
export function hopShares({ stations, steps, outbound }: HopPath): HopShares {
  const sum = (where: HopStep['where']) =>
    steps.reduce((total, step) => total + (step.where === where ? Math.max(0, step.bothUs ?? 0) : 0), 0);
  const seen = stations.filter(({ index }) => index >= 0);
  const inbound = seen.findLast(({ leg }) => leg === 'in');
  const far = seen.findLast(({ leg, point }) => leg === 'out' && (point === 's-p' || point === 's-app'));
  const work = steps.filter(({ where }) => where === 'middle');
  const middleUs =
    outbound === 'not_sent'
      ? // Its own span stands within its process: what lies between the two is its time, too.
        inbound?.durationUs == null
        ? null
        : inbound.durationUs + sum('middle')
      : outbound === 'sent' && work.every(({ bothUs }) => bothUs !== null)
        ? sum('middle')
        : null;
  return {
    totalUs: seen[0]?.durationUs ?? null,
    networkUs: sum('network'),
    middleUs,
    farUs: far?.durationUs == null ? null : far.durationUs + sum('far'),
  };
}

const doubtfulShift = faultBit('doubtful_shift');

function isDoubtful(fault: number | undefined): boolean {
  return ((fault ?? 0) & doubtfulShift) !== 0;
}

function isClientSide(point: string): boolean {
  return positionOf(point) <= positionOf('rest');
}
