import type { Route } from 'next';

export type RouteTab = 'overview' | 'traces' | 'metrics' | 'logs' | 'profile' | 'plugins' | 'config';

/** What holds for the gateway as a whole. */
export const overviewTabs = ['overview', 'apisix', 'map', 'promql'] as const;
export type OverviewTab = (typeof overviewTabs)[number];

/** The one place where addresses of pages are written; ids are escaped here. */
export const hrefs = {
  routes: (gatewayId: string): Route => `/${encodeURIComponent(gatewayId)}/routes` as Route,
  route: (gatewayId: string, routeId: string, tab: RouteTab = 'overview'): Route => {
    const base = `/${encodeURIComponent(gatewayId)}/routes/${encodeURIComponent(routeId)}`;
    return (tab === 'overview' ? base : `${base}/${tab}`) as Route;
  },
  overview: (gatewayId: string, tab: OverviewTab = 'overview'): Route => {
    const base = `/${encodeURIComponent(gatewayId)}/overview`;
    return (tab === 'overview' ? base : `${base}/${tab}`) as Route;
  },
  trace: (gatewayId: string, callId: string): Route =>
    `/${encodeURIComponent(gatewayId)}/traces/${encodeURIComponent(callId)}` as Route,
  /** A trace opened from the person's disk. */
  traceFile: (gatewayId: string): Route => `/${encodeURIComponent(gatewayId)}/traces/file` as Route,
  compareTraces: (gatewayId: string, callId: string, otherId: string): Route =>
    `${hrefs.trace(gatewayId, callId)}/compare/${encodeURIComponent(otherId)}` as Route,
  changes: (gatewayId: string): Route => `/${encodeURIComponent(gatewayId)}/changes` as Route,
  change: (gatewayId: string, changeId: string): Route =>
    `/${encodeURIComponent(gatewayId)}/changes/${encodeURIComponent(changeId)}` as Route,
  instrumentation: (gatewayId: string): Route => `/${encodeURIComponent(gatewayId)}/instrumentation` as Route,
  status: (gatewayId: string): Route => `/${encodeURIComponent(gatewayId)}/status` as Route,
};

/** A path parameter as Next hands it over is still escaped. */
export function decodeParam(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
