import { infiniteQueryOptions, type QueryKey, queryOptions } from '@tanstack/react-query';
import { dimensions, type RouteBreakdowns, type RouteConsumers } from '@/lib/deepflow/breakdown';
import type { Distribution, Selection } from '@/lib/deepflow/distribution';
import type { CallDetail, CallFilter, CallPage, RouteMetrics, Trace } from '@/lib/deepflow/dto';
import type { LatencySplit } from '@/lib/deepflow/latency-split';
import type { RouteNetwork } from '@/lib/deepflow/network';
import { fetchJson } from '@/lib/http/fetch-json';

/**
 * What every panel asks for: absolute epoch ms, and the tick that fixed them.
 * The tick is part of each key, so that a refresh of an absolute range asks anew. `tickMs` 0: not known yet, ask nothing.
 */
export type QueryRange = { fromMs: number; toMs: number; tickMs: number };

type RouteScope = { gatewayId: string; routeId: string; range: QueryRange };

/** `rows: 'all'`: with the rows that the tracing service left out. */
export type TraceOptions = { rows?: 'all' | null | undefined };

const callsPerPage = 100;

export const telemetryKeys = {
  route: (gatewayId: string, routeId: string) => ['telemetry', gatewayId, routeId] as const,
  calls: ({ gatewayId, routeId, range }: RouteScope, filter: CallFilter) =>
    [...telemetryKeys.route(gatewayId, routeId), 'calls', range, filter] as const,
  distribution: ({ gatewayId, routeId, range }: RouteScope, filter: CallFilter, selection: Selection | null) =>
    [...telemetryKeys.route(gatewayId, routeId), 'distribution', range, filter, selection] as const,
  metrics: ({ gatewayId, routeId, range }: RouteScope, filter: CallFilter) =>
    [...telemetryKeys.route(gatewayId, routeId), 'metrics', range, filter] as const,
  breakdowns: ({ gatewayId, routeId, range }: RouteScope, filter: CallFilter) =>
    [...telemetryKeys.route(gatewayId, routeId), 'breakdowns', range, filter] as const,
  latencySplit: ({ gatewayId, routeId, range }: RouteScope, filter: CallFilter) =>
    [...telemetryKeys.route(gatewayId, routeId), 'latency-split', range, filter] as const,
  network: ({ gatewayId, routeId, range }: RouteScope) =>
    [...telemetryKeys.route(gatewayId, routeId), 'network', range] as const,
  consumers: ({ gatewayId, routeId, range }: RouteScope) =>
    [...telemetryKeys.route(gatewayId, routeId), 'consumers', range] as const,
  call: (gatewayId: string, callId: string) => ['call', gatewayId, callId] as const,
  trace: (gatewayId: string, callId: string, { rows }: TraceOptions = {}) =>
    ['trace', gatewayId, callId, ...(rows ? [rows] : [])] as const,
};

/** Options of the queries for DeepFlow's data; every one is answered by the console's own API. */
export const telemetryQueries = {
  calls: (scope: RouteScope, filter: CallFilter) =>
    infiniteQueryOptions({
      queryKey: telemetryKeys.calls(scope, filter),
      queryFn: ({ pageParam, signal }) => fetchJson<CallPage>(callsUrl(scope, filter, pageParam), { signal }),
      initialPageParam: null as string | null,
      getNextPageParam: (last) => last.cursor,
      ...ofRoute(scope),
    }),

  /** With a selection it is compared with the rest of the same calls, which costs more to read. */
  distribution: (scope: RouteScope, filter: CallFilter, selection: Selection | null) =>
    queryOptions({
      queryKey: telemetryKeys.distribution(scope, filter, selection),
      queryFn: ({ signal }) => fetchJson<Distribution>(distributionUrl(scope, filter, selection), { signal }),
      ...ofRoute(scope),
    }),

  metrics: (scope: RouteScope, filter: CallFilter) =>
    queryOptions({
      queryKey: telemetryKeys.metrics(scope, filter),
      queryFn: ({ signal }) => fetchJson<RouteMetrics>(metricsUrl(scope, filter), { signal }),
      ...ofRoute(scope),
    }),

  /** By every dimension, from one reading of the calls. */
  breakdowns: (scope: RouteScope, filter: CallFilter) =>
    queryOptions({
      queryKey: telemetryKeys.breakdowns(scope, filter),
      queryFn: ({ signal }) => fetchJson<RouteBreakdowns>(breakdownsUrl(scope, filter), { signal }),
      ...ofRoute(scope),
    }),

  latencySplit: (scope: RouteScope, filter: CallFilter) =>
    queryOptions({
      queryKey: telemetryKeys.latencySplit(scope, filter),
      queryFn: ({ signal }) =>
        fetchJson<LatencySplit>(`${routeUrl(scope)}/latency-split?${filteredParams(scope, filter)}`, { signal }),
      ...ofRoute(scope),
    }),

  network: (scope: RouteScope) =>
    queryOptions({
      queryKey: telemetryKeys.network(scope),
      queryFn: ({ signal }) => fetchJson<RouteNetwork>(`${routeUrl(scope)}/network?${rangeParams(scope)}`, { signal }),
      ...ofRoute(scope),
    }),

  /** From APISIX's own counters, for calls whose spans name no consumer. */
  consumers: (scope: RouteScope) =>
    queryOptions({
      queryKey: telemetryKeys.consumers(scope),
      queryFn: ({ signal }) =>
        fetchJson<RouteConsumers>(`${routeUrl(scope)}/consumers?${rangeParams(scope)}`, { signal }),
      ...ofRoute(scope),
    }),

  call: (gatewayId: string, callId: string) =>
    queryOptions({
      queryKey: telemetryKeys.call(gatewayId, callId),
      queryFn: ({ signal }) =>
        fetchJson<CallDetail>(`${api(gatewayId)}/calls/${encodeURIComponent(callId)}`, { signal }),
      staleTime: Number.POSITIVE_INFINITY,
    }),

  /** Left to go stale: spans of one request reach DeepFlow up to minutes apart. */
  trace: (gatewayId: string, callId: string, options: TraceOptions = {}) =>
    queryOptions({
      queryKey: telemetryKeys.trace(gatewayId, callId, options),
      queryFn: ({ signal }) => fetchJson<Trace>(traceUrl(gatewayId, callId, options), { signal }),
    }),
};

/** Where the console answers the trace of one call. */
export function traceUrl(gatewayId: string, callId: string, { rows }: TraceOptions = {}): string {
  return `${api(gatewayId)}/traces/${encodeURIComponent(callId)}${rows ? `?rows=${rows}` : ''}`;
}

/** A range is a question of its own and its answer stays as it is. Meanwhile the old one may stand, never another route's. */
function ofRoute(scope: RouteScope) {
  return {
    placeholderData: <Answer>(previous: Answer | undefined, query: { queryKey: QueryKey } | undefined) =>
      isSameRoute(scope, query?.queryKey) ? previous : undefined,
    enabled: scope.range.tickMs > 0,
    staleTime: Number.POSITIVE_INFINITY,
  };
}

function isSameRoute(scope: RouteScope, key: QueryKey | undefined): boolean {
  return key !== undefined && telemetryKeys.route(scope.gatewayId, scope.routeId).every((part, at) => key[at] === part);
}

function api(gatewayId: string): string {
  return `/api/${encodeURIComponent(gatewayId)}`;
}

function routeUrl({ gatewayId, routeId }: RouteScope): string {
  return `${api(gatewayId)}/routes/${encodeURIComponent(routeId)}`;
}

function rangeParams({ range }: RouteScope): URLSearchParams {
  return new URLSearchParams({ from: String(range.fromMs), to: String(range.toMs) });
}

function metricsUrl(scope: RouteScope, filter: CallFilter): string {
  return `${routeUrl(scope)}/metrics?${filteredParams(scope, filter)}`;
}

function breakdownsUrl(scope: RouteScope, filter: CallFilter): string {
  const params = filteredParams(scope, filter);
  params.set('by', dimensions.join(','));
  return `${routeUrl(scope)}/breakdown?${params}`;
}

function callsUrl(scope: RouteScope, filter: CallFilter, cursor: string | null): string {
  const params = filteredParams(scope, filter);
  if (cursor !== null) params.set('cursor', cursor);
  params.set('limit', String(callsPerPage));
  return `${routeUrl(scope)}/calls?${params}`;
}

function distributionUrl(scope: RouteScope, filter: CallFilter, selection: Selection | null): string {
  const params = filteredParams(scope, filter);
  for (const [name, value] of Object.entries(selection ?? {})) params.set(name, String(value));
  return `${routeUrl(scope)}/distribution?${params}`;
}

function filteredParams(scope: RouteScope, filter: CallFilter): URLSearchParams {
  const params = rangeParams(scope);
  const { outcome = [], method = [], status = [], attr = [], ...single } = filter;
  for (const one of outcome) params.append('outcome', one);
  for (const one of method) params.append('method', one);
  for (const one of status) params.append('status', String(one));
  for (const { name, value } of attr) params.append('attr', `${name}=${value}`);
  for (const [name, value] of Object.entries(single)) if (value !== undefined) params.set(name, String(value));
  return params;
}
