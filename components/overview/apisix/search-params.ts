import { parseAsString, parseAsStringLiteral } from 'nuqs/server';
import type { DashboardFilter } from '@/lib/prometheus/apisix-dashboard';

/** Whose panels are shown: the console's own, or Grafana's where they may be embedded. */
export const panelSources = ['console', 'grafana'] as const;

/** What of APISIX's dashboard stands in the address; a filter's value is that of the metric's label. */
export const dashboardParams = {
  route: parseAsString,
  service: parseAsString,
  consumer: parseAsString,
  instance: parseAsString,
  panels: parseAsStringLiteral(panelSources).withDefault('console'),
};

export type DashboardParams = { [label in keyof DashboardFilter]-?: string | null };

/** The filters that are set; an empty one is none. */
export function toDashboardFilter({ route, service, consumer, instance }: DashboardParams): DashboardFilter {
  return {
    ...(route && { route }),
    ...(service && { service }),
    ...(consumer && { consumer }),
    ...(instance && { instance }),
  };
}
