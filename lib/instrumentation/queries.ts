import { queryOptions } from '@tanstack/react-query';
import { apisixKeys } from '@/lib/apisix/queries';
import { fetchJson } from '@/lib/http/fetch-json';
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
  return post(`${base(gatewayId)}/static-config/plan`, { wish });
}

export function applyStaticFile(gatewayId: string, wish: StaticWish, seen: string): Promise<StaticFileResult> {
  return post(`${base(gatewayId)}/static-config/apply`, { wish, seen });
}

function base(gatewayId: string): string {
  return `/api/${encodeURIComponent(gatewayId)}`;
}

function post<T>(path: string, body: object): Promise<T> {
  return fetchJson<T>(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}
