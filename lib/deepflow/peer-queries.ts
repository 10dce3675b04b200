import { queryOptions } from '@tanstack/react-query';
import { fetchJson } from '@/lib/http/fetch-json';
import { type FlowFacts, mostFlows } from './flows';
import type { Rank } from './peers';

export type FlowsQuery = {
  /** flow_ids, in any order; beyond `mostFlows` they are left out. */
  flowIds: readonly string[];
  /** Epoch ms. */
  fromMs: number;
  toMs: number;
};

/** Options of the queries that set one request beside others: its peers, and the connections below it. */
export const peerQueries = {
  /** Of one row or span, by its row id. */
  rank: (gatewayId: string, rowId: string) =>
    queryOptions({
      queryKey: ['rank', gatewayId, rowId] as const,
      queryFn: ({ signal }) => fetchJson<Rank>(`${api(gatewayId)}/calls/${encodeURIComponent(rowId)}/rank`, { signal }),
      staleTime: Number.POSITIVE_INFINITY,
    }),

  flows: (gatewayId: string, { flowIds, fromMs, toMs }: FlowsQuery) => {
    const ids = [...new Set(flowIds)].sort().slice(0, mostFlows);
    const params = new URLSearchParams({ from: String(Math.floor(fromMs)), to: String(Math.ceil(toMs)) });
    for (const id of ids) params.append('id', id);
    return queryOptions({
      queryKey: ['flows', gatewayId, params.toString()] as const,
      queryFn: ({ signal }) => fetchJson<FlowFacts[]>(`${api(gatewayId)}/flows?${params}`, { signal }),
      enabled: ids.length > 0,
      staleTime: Number.POSITIVE_INFINITY,
    });
  },
};

function api(gatewayId: string): string {
  return `/api/${encodeURIComponent(gatewayId)}`;
}
