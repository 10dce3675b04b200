import { queryOptions } from '@tanstack/react-query';
import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import { apisixKeys } from '@/lib/apisix/queries';
import type { MetadataPlan, MetadataResult, PluginWish } from '@/lib/changes/dto';
import { fetchJson, postJson } from '@/lib/http/fetch-json';
import type { GatewayInstrumentation, StaticFile, StaticFilePlan, StaticFileResult } from './dto';
import type { StaticWish } from './static/settings';

export const instrumentationKeys = {
  gateway: (gatewayId: string) => [...apisixKeys.gateway(gatewayId), 'instrumentation'] as const,
  file: (gatewayId: string) => [...instrumentationKeys.gateway(gatewayId), 'file'] as const,
};

export const instrumentationQueries = {
  gateway: (gatewayId: string) =>
    queryOptions({
      queryKey: instrumentationKeys.gateway(gatewayId),
      queryFn: ({ signal }) => fetchJson<GatewayInstrumentation>(`${base(gatewayId)}/instrumentation`, { signal }),
    }),
  /** The mounted file; only asked for where one is configured. */
  file: (gatewayId: string) =>
    queryOptions({
      queryKey: instrumentationKeys.file(gatewayId),
      queryFn: ({ signal }) => fetchJson<StaticFile>(`${base(gatewayId)}/static-config`, { signal }),
    }),
};

export function planStaticFile(gatewayId: string, wish: StaticWish): Promise<StaticFilePlan> {
  return postJson(`${base(gatewayId)}/static-config/plan`, { wish });
}

export function applyStaticFile(gatewayId: string, wish: StaticWish, seen: string): Promise<StaticFileResult> {
  return postJson(`${base(gatewayId)}/static-config/apply`, { wish, seen });
}

export type MetadataTarget = { gatewayId: string; plugin: SwitchedPlugin };

export function planMetadata({ gatewayId, plugin }: MetadataTarget, wish: PluginWish): Promise<MetadataPlan> {
  return postJson(`${base(gatewayId)}/metadata/${plugin}/plan`, { wish });
}

export function applyMetadata(
  { gatewayId, plugin }: MetadataTarget,
  wish: PluginWish,
  seen: string,
): Promise<MetadataResult> {
  return postJson(`${base(gatewayId)}/metadata/${plugin}/apply`, { wish, seen });
}

function base(gatewayId: string): string {
  return `/api/${encodeURIComponent(gatewayId)}`;
}
