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
  attributeFreely,
  type CallFacts,
  type CandidateFilter,
  candidateFilter,
  type Decision,
  toRequestFacts,
} from '@/lib/deepflow/attribution';
import type { Attribution, CallNotice } from '@/lib/deepflow/dto';
import type { OwnPorts } from '@/lib/deepflow/own-apis';
import { eitherOrder, tiesDependOnReload } from '@/lib/deepflow/route-ties';
import { ProblemError } from '@/lib/http/problem';
import { type RouteTable, routeIndex } from '@/lib/server/apisix/route-index';
import type { GatewayConfig } from '@/lib/server/config';
import type { Seconds } from './call-statements';

/** One route in one stretch of time, with all that is needed to tell its calls from others'. */
export type RouteScope = {
  gateway: GatewayConfig;
  routeId: string;
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

export type RouteRange = { routeId: string; fromMs: number; toMs: number };

/** Throws `not_found` for a route that the gateway does not have, and the problem of reading the route table. */
export async function routeScope(
  gateway: GatewayConfig,
  { routeId, fromMs, toMs }: RouteRange,
  signal?: AbortSignal,
): Promise<RouteScope> {
  const table = await tableWith(gateway, routeId);
  const summary = table.summaryOf(routeId);
  if (!summary)
    throw new ProblemError({
      type: 'about:blank',
      title: 'No such route',
      status: 404,
      code: 'not_found',
      field: 'routeId',
    });
  const alone = buildRouterIndex(
    table.routes.filter(({ id }) => id === routeId),
    table.services,
    gateway.router,
  );
  return {
    gateway,
    routeId,
    range: { fromS: Math.floor(fromMs / 1000), toS: Math.floor((toMs - 1) / 1000) },
    isInRange: ({ endUs }) => endUs >= fromMs * 1000 && endUs < toMs * 1000,
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

/** The table of routes; read anew when the route is not in it, for it may be younger than the last reading. */
async function tableWith(gateway: GatewayConfig, routeId: string): Promise<RouteTable> {
  const index = routeIndex(gateway);
  const table = await index.table();
  if (table.summaryOf(routeId)) return table;
  await index.refresh();
  return index.table();
}

/** Whose call it is, asked without a route in mind; no candidates at all: no route of today's table takes it. */
export async function attributionOf(gateway: GatewayConfig, call: CallFacts): Promise<Attribution> {
  if (call.routeId !== null) return { kind: 'exact' };
  const table = await routeIndex(gateway).table();
  return attributeFreely(call, matcherOf(table, gateway), (id) => table.summaryOf(id)?.name ?? '');
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

/** APISIX takes such a host into its table, and no request ever matches it (observed on APISIX 3.18.0). */
function hasPort(host: string): boolean {
  return /:\d+$/.test(host) && !host.endsWith(']');
}
