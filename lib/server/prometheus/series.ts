import 'server-only';
import { z } from 'zod';
import type { GatewayConfig } from '@/lib/server/config';
import { callUpstream, upstreamProblem } from '@/lib/server/upstream';
import type { Expression } from './expression-names';

const maxBytes = 4 * 1024 * 1024;

const seriesSchema = z.looseObject({
  status: z.literal('success'),
  // DeepFlow has null in place of an empty list, and for a metric that it has never seen the empty result of a query
  // (querier/app/prometheus/router/prometheus.go).
  data: z
    .union([z.array(z.record(z.string(), z.string())), z.looseObject({ result: z.array(z.unknown()).max(0) })])
    .nullable(),
});

/**
 * The sets of labels of the series that a selector takes in a range; with `most`, of so many of them. Throws `not_configured` without a Prometheus API,
 * and what asking it throws.
 */
export async function listSeries(
  gateway: GatewayConfig,
  { query }: Expression,
  range: { fromMs: number; toMs: number },
  signal?: AbortSignal,
  most?: number,
): Promise<Record<string, string>[]> {
  if (gateway.prometheus === null) throw upstreamProblem('prometheus', 'not_configured', 'PROMETHEUS_URL is not set.');
  const search = new URLSearchParams({
    'match[]': query,
    start: String(Math.floor(range.fromMs / 1000)),
    end: String(Math.ceil(range.toMs / 1000)),
    // Prometheus from 2.53 on knows the first, DeepFlow the second; without it DeepFlow stops at 500.
    ...(most !== undefined && { limit: String(most), slimit: String(most) }),
  });
  const { data } = await callUpstream({
    upstream: 'prometheus',
    url: `${gateway.prometheus.url}/api/v1/series?${search}`,
    timeoutMs: gateway.timeoutMs,
    maxBytes,
    signal,
    schema: seriesSchema,
  });
  return Array.isArray(data) ? data : [];
}
