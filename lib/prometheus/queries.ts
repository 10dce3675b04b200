import { queryOptions } from '@tanstack/react-query';
import { fetchJson } from '@/lib/http/fetch-json';
import type { PromqlAnswer, PromqlInput, PromqlLabels, PromqlNames } from './dto';

/** `tickMs`: of the clock that fixed the range, so that a refresh of a fixed range asks anew. */
type Run = { input: PromqlInput; tickMs: number };

export const promqlKeys = {
  gateway: (gatewayId: string) => ['promql', gatewayId] as const,
  run: (gatewayId: string, run: Run) => [...promqlKeys.gateway(gatewayId), 'run', run] as const,
};

export const promqlQueries = {
  /** Never tried again by itself: what was too much for the source once is too much twice. */
  run: (gatewayId: string, run: Run) =>
    queryOptions({
      queryKey: promqlKeys.run(gatewayId, run),
      queryFn: ({ signal }) =>
        fetchJson<PromqlAnswer>(base(gatewayId), {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(run.input),
          signal,
        }),
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 60_000,
      retry: false,
    }),

  names: (gatewayId: string) =>
    queryOptions({
      queryKey: [...promqlKeys.gateway(gatewayId), 'names'],
      queryFn: ({ signal }) => fetchJson<PromqlNames>(`${base(gatewayId)}/metrics`, { signal }),
      staleTime: 60_000,
      retry: false,
    }),

  /** Of the same minute the same answer. */
  labels: (gatewayId: string, metric: string, range: { fromMs: number; toMs: number }) =>
    queryOptions({
      queryKey: [...promqlKeys.gateway(gatewayId), 'labels', metric, Math.floor(range.toMs / 60_000)],
      queryFn: ({ signal }) => fetchJson<PromqlLabels>(labelsUrl(gatewayId, metric, range), { signal }),
      staleTime: 60_000,
      retry: false,
    }),
};

function labelsUrl(gatewayId: string, metric: string, { fromMs, toMs }: { fromMs: number; toMs: number }): string {
  const params = new URLSearchParams({ metric, from: String(fromMs), to: String(toMs) });
  return `${base(gatewayId)}/labels?${params}`;
}

function base(gatewayId: string): string {
  return `/api/${encodeURIComponent(gatewayId)}/promql`;
}
