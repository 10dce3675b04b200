import { type DashboardFilter, dashboardLabels } from './apisix-dashboard';

/** Where Grafana is, and which of its dashboards is APISIX's. */
export type GrafanaInfo = {
  /** Without a slash at the end. */
  url: string;
  dashboardUid: string;
  /** Whether its panels may be shown within the console's pages. */
  isEmbedded: boolean;
};

type View = { range: { fromMs: number; toMs: number }; filter: DashboardFilter };

/**
 * Panels of the dashboard that APISIX publishes, by their ids in it (apisix-grafana-dashboard.json). Two of its panels
 * have the id 2, so that one of them cannot be asked for.
 */
export const grafanaPanels = [
  ...([8, 16, 11, 17] as const),
  ...([2, 32, 27, 28, 33] as const),
  ...([6, 21, 19] as const),
  ...([30, 25, 29, 35] as const),
] as const;

/** The dashboard in Grafana with the same range and filters. */
export function dashboardAddress({ url, dashboardUid }: GrafanaInfo, view: View): string {
  return `${url}/d/${encodeURIComponent(dashboardUid)}?${variablesOf(view)}`;
}

/**
 * One panel of it alone, for a frame, in the form that Grafana's own "Embed" gives: uid and slug. The slug is any text; the
 * organisation is left to Grafana, which takes that of its session.
 */
export function panelAddress(
  { url, dashboardUid }: GrafanaInfo,
  view: View & { panelId: number; theme: 'light' | 'dark' },
): string {
  const params = variablesOf(view);
  params.set('panelId', String(view.panelId));
  params.set('theme', view.theme);
  return `${url}/d-solo/${encodeURIComponent(dashboardUid)}/apisix?${params}`;
}

function variablesOf({ range, filter }: View): URLSearchParams {
  const params = new URLSearchParams({ from: String(range.fromMs), to: String(range.toMs) });
  for (const label of dashboardLabels) {
    const value = filter[label];
    if (value !== undefined) params.set(`var-${label}`, value);
  }
  return params;
}
