import 'server-only';
import {
  buildRouterIndex,
  findRoutes,
  matchRoute,
  type RequestFacts,
  type RouteMatch,
  type RouterIndex,
} from '@/lib/apisix/router';
import {
  attribute,
  type CallFacts,
  type CandidateFilter,
  candidateFilter,
  candidatesOfAny,
  type Decision,
  type Owned,
  ownerOf,
  toRequestFacts,
} from '@/lib/deepflow/attribution';
import type { CallNotice } from '@/lib/deepflow/dto';
import type { OwnPorts } from '@/lib/deepflow/own-apis';
import { eitherOrder, tiesDependOnReload } from '@/lib/deepflow/route-ties';
import { routeInTable } from '@/lib/server/apisix/listed-route';
import { type RouteTable, routeIndex } from '@/lib/server/apisix/route-index';
import type { GatewayConfig } from '@/lib/server/config';
import type { ResolvedRange } from '@/lib/telemetry/time-range';
import type { Seconds } from './call-statements';

/** Calls of one stretch of time, one route's, some routes' or everyone's, with all that is needed to tell whose each is. */
export type CallScope = {
  gateway: GatewayConfig;
  /** Whose spans are asked for; null: everyone's. */
  routeIds: readonly string[] | null;
  range: Seconds;
  /** Whether a call ended in the stretch, which may begin and end within a second. */
  isInRange: (call: { endUs: number }) => boolean;
  candidates: CandidateFilter;
  decide: (call: CallFacts) => Decision;
  /** Whether the route would take the call if it were the only one: its filter lets others through as well. */
  couldTake: (call: CallFacts) => boolean;
  /** Ports of the gateway's own APIs, whose requests no route takes. */
  ownPorts: OwnPorts;
  /** What about the route itself explains a list without calls. */
  notices: CallNotice[];
  signal: AbortSignal | undefined;
};

export type RouteScope = CallScope & { routeId: string };

export type RouteRange = { routeId: string; fromMs: number; toMs: number };

/** Throws `not_found` for a route that the gateway does not have, and the problem of reading the route table. */
export async function routeScope(
  gateway: GatewayConfig,
  { routeId, fromMs, toMs }: RouteRange,
  signal?: AbortSignal,
): Promise<RouteScope> {
  const { summary, table } = await routeInTable(gateway, routeId);
  const alone = buildRouterIndex(
    table.routes.filter(({ id }) => id === routeId),
    table.services,
    gateway.router,
  );
  return {
    gateway,
    routeId,
    routeIds: [routeId],
    ...stretchOf({ fromMs, toMs }),
    candidates: candidateFilter(summary),
    decide: (call) => attribute(call, routeId, matcherOf(table, gateway), (id) => table.summaryOf(id)?.name ?? ''),
    couldTake: (call) => findRoutes(alone, toRequestFacts(call)).found.length > 0,
    ownPorts: ownPortsOf(gateway),
    notices: [
      ...(summary.enabled ? [] : (['route_disabled'] as const)),
      ...(summary.hosts.some(hasPort) ? (['host_with_port'] as const) : []),
    ],
    signal,
  };
}

/** Beyond these a statement that names them all would cost more than it leaves out. */
const mostNamed = 50;

/**
 * What surely is some route's of these, each call for the one that took it. Few routes are asked for by their hosts,
 * paths and methods; of many, all that reached the gateway is read. Throws the problem of reading the route table.
 */
export async function routesScope(
  gateway: GatewayConfig,
  { routeIds, ...range }: ResolvedRange & { routeIds: readonly string[] },
  signal?: AbortSignal,
): Promise<CallScope> {
  const [whole, table] = await Promise.all([gatewayScope(gateway, range, signal), routeIndex(gateway).table()]);
  const wanted = new Set(routeIds);
  const found = routeIds.length <= mostNamed ? routeIds.flatMap((id) => table.summaryOf(id) ?? []) : [];
  const isNamed = found.length > 0;
  return {
    ...whole,
    ...(isNamed && { routeIds, candidates: candidatesOfAny(found) }),
    decide: (call) => {
      const decision = whole.decide(call);
      return decision.kind === 'this' && decision.takenBy !== null && wanted.has(decision.takenBy)
        ? decision
        : { kind: 'other' };
    },
  };
}

/**
 * All that reached the gateway. Nobody's calls are left out; one that no span names and no path is known of could be
 * anyone's. Throws the problem of reading the route table.
 */
export async function gatewayScope(
  gateway: GatewayConfig,
  range: ResolvedRange,
  signal?: AbortSignal,
): Promise<CallScope> {
  const table = await routeIndex(gateway).table();
  const match = remembered(matcherOf(table, gateway));
  return {
    gateway,
    routeIds: null,
    ...stretchOf(range),
    candidates: { hosts: null, paths: null, methods: null },
    decide: (call) => ({ kind: 'this', ...ownerOf(call, match, (id) => table.summaryOf(id)?.name ?? '') }),
    couldTake: () => true,
    ownPorts: ownPortsOf(gateway),
    notices: [],
    signal,
  };
}

function stretchOf({ fromMs, toMs }: ResolvedRange): Pick<CallScope, 'range' | 'isInRange'> {
  return {
    range: { fromS: Math.floor(fromMs / 1000), toS: Math.floor((toMs - 1) / 1000) },
    isInRange: ({ endUs }) => endUs >= fromMs * 1000 && endUs < toMs * 1000,
  };
}

/** Whose call it is, asked without a route in mind; no candidates at all: no route of today's table takes it. */
export async function ownerOfCall(gateway: GatewayConfig, call: CallFacts): Promise<Owned> {
  if (call.routeId !== null) return { attribution: { kind: 'exact' }, takenBy: call.routeId };
  const table = await routeIndex(gateway).table();
  return ownerOf(call, matcherOf(table, gateway), (id) => table.summaryOf(id)?.name ?? '');
}

/** APISIX's default ports, and those that the console itself uses. */
export function ownPortsOf({ admin, control }: GatewayConfig): OwnPorts {
  const portOf = (address: string) => {
    const { port, protocol } = new URL(address);
    return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
  };
  return {
    admin: [9180, portOf(admin.url)],
    control: [9090, ...(control?.urls.map(portOf) ?? [])],
    metrics: [9091],
  };
}

/** Of tables in which a reload of APISIX changes who wins: the index as it is from then on. Null: nothing changes. */
const reloaded = new WeakMap<RouteTable, RouterIndex | null>();

function matcherOf(table: RouteTable, { router }: GatewayConfig): (facts: RequestFacts) => RouteMatch {
  let byKey = reloaded.get(table);
  if (byKey === undefined) {
    const ranked = table.routes.flatMap(({ id }) => table.summaryOf(id) ?? []);
    byKey = tiesDependOnReload(ranked.filter(({ enabled }) => enabled))
      ? buildRouterIndex(table.routes, table.services, router, { ties: 'key' })
      : null;
    reloaded.set(table, byKey);
  }
  const index = byKey;
  if (index === null) return (facts) => matchRoute(table.routerIndex, facts);
  return (facts) => eitherOrder(matchRoute(table.routerIndex, facts), matchRoute(index, facts));
}

/** Most requests of a gateway are like others before them, and asking the router is most of what one costs. */
function remembered(match: (facts: RequestFacts) => RouteMatch): (facts: RequestFacts) => RouteMatch {
  const known = new Map<string, RouteMatch>();
  return (facts) => {
    const key = `${facts.method ?? ''} ${facts.host ?? ''} ${facts.path}`;
    const found = known.get(key) ?? match(facts);
    known.set(key, found);
    return found;
  };
}

/** APISIX takes such a host into its table, and no request ever matches it (observed on APISIX 3.18.0). */
function hasPort(host: string): boolean {
  return /:\d+$/.test(host) && !host.endsWith(']');
}
