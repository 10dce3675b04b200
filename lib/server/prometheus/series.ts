import 'server-only';
import { z } from 'zod';
import type { GatewayConfig } from '@/lib/server/config';
import { callUpstream, upstreamProblem } from '@/lib/server/upstream';
import { isDeepflow } from './cut-samples';
import type { Expression } from './expression-names';

/** Twenty thousand series with all labels that APISIX gives them stay below. */
const maxBytes = 16 * 1024 * 1024;

const seriesSchema = z.looseObject({
  status: z.literal('success'),
  // DeepFlow has null in place of an empty list, and for a metric that it has never seen the empty result of a query
  // (querier/app/prometheus/router/prometheus.go).
  data: z
    .union([z.array(z.record(z.string(), z.string())), z.looseObject({ result: z.array(z.unknown()).max(0) })])
    .nullable(),
});

/**
 * How many series DeepFlow lists at most, unless its server.yaml says otherwise (prometheus.series-limit): whatever is asked
 * for (querier/app/prometheus/service/promql.go, `series`).
 */
const mostOfDeepflow = 500;

/** `isCut`: as many as could be, so that there may be more. */
export type ListedSeries = { series: Record<string, string>[]; isCut: boolean };

/**
 * The sets of labels of the series that a selector takes in a range, `most` of them at most. Throws `not_configured` without
 * a Prometheus API, and what asking it throws.
 */
export async function listSeries(
  gateway: GatewayConfig,
  { query }: Expression,
  { fromMs, toMs, most }: { fromMs: number; toMs: number; most: number },
  signal?: AbortSignal,
): Promise<ListedSeries> {
  if (gateway.prometheus === null) throw upstreamProblem('prometheus', 'not_configured', 'PROMETHEUS_URL is not set.');
  const search = new URLSearchParams({
    'match[]': query,
    start: String(Math.floor(fromMs / 1000)),
    end: String(Math.ceil(toMs / 1000)),
    // Prometheus knows it from 2.53 on.
    limit: String(most),
  });
  const { data } = await callUpstream({
    upstream: 'prometheus',
    url: `${gateway.prometheus.url}/api/v1/series?${search}`,
    timeoutMs: gateway.timeoutMs,
    maxBytes,
    signal,
    schema: seriesSchema,
  });
  const series = Array.isArray(data) ? data.slice(0, most) : [];
  return { series, isCut: series.length >= (isDeepflow(gateway) ? Math.min(most, mostOfDeepflow) : most) };
}
