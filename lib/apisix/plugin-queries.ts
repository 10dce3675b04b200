import { queryOptions } from '@tanstack/react-query';
import { fetchJson } from '@/lib/http/fetch-json';
import type { PluginFacts, PluginSchema, RouteSeries } from './plugin-facts';
import type { SwitchedPlugin } from './plugins-in-force';
import { apisixKeys } from './queries';

const pluginKeys = {
  facts: (gatewayId: string, plugin: SwitchedPlugin) => [...apisixKeys.gateway(gatewayId), 'plugin', plugin] as const,
  schema: (gatewayId: string, plugin: SwitchedPlugin) => [...pluginKeys.facts(gatewayId, plugin), 'schema'] as const,
  series: (gatewayId: string, routeId: string) => [...apisixKeys.route(gatewayId, routeId), 'series'] as const,
};

export const pluginQueries = {
  facts: (gatewayId: string, plugin: SwitchedPlugin) =>
    queryOptions({
      queryKey: pluginKeys.facts(gatewayId, plugin),
      queryFn: ({ signal }) => fetchJson<PluginFacts>(`${base(gatewayId)}/plugins/${plugin}`, { signal }),
    }),
  schema: (gatewayId: string, plugin: SwitchedPlugin) =>
    queryOptions({
      queryKey: pluginKeys.schema(gatewayId, plugin),
      queryFn: ({ signal }) => fetchJson<PluginSchema>(`${base(gatewayId)}/plugins/${plugin}/schema`, { signal }),
      staleTime: 300_000,
    }),
  series: (gatewayId: string, routeId: string) =>
    queryOptions({
      queryKey: pluginKeys.series(gatewayId, routeId),
      queryFn: ({ signal }) =>
        fetchJson<RouteSeries>(`${base(gatewayId)}/routes/${encodeURIComponent(routeId)}/series`, { signal }),
    }),
};

function base(gatewayId: string): string {
  return `/api/${encodeURIComponent(gatewayId)}`;
}
