import 'server-only';
import { z } from 'zod';
import type { PromRange, PromSample, PromSeries } from '@/lib/prometheus/dto';
import type { GatewayConfig } from '@/lib/server/config';
import { callUpstream, upstreamProblem } from '@/lib/server/upstream';
import type { Asked } from './expression-names';

/** The times of a range expression, epoch seconds; `toS` lies whole steps after `fromS`. */
export type PromTimes = { fromS: number; toS: number; stepS: number };

const maxBytes = 32 * 1024 * 1024;
/** More lines than a chart can show, and as many as a dashboard chooses its own from. */
const mostSeries = 5_000;
/** Series that DeepFlow reads for a selector, before they are added up to the lines (converters.go respTransToProm). */
const mostRead = 100_000;

const labelsSchema = z.record(z.string(), z.string());
const pointSchema = z.tuple([z.number(), z.string()]);

// DeepFlow answers an unknown metric with an empty vector, even to query_range, and has null in place of an empty list
// (querier/app/prometheus/router/prometheus.go).
const rangeSchema = z.looseObject({
  data: z.looseObject({
    result: z.array(z.looseObject({ metric: labelsSchema, values: z.array(pointSchema).nullable() })).nullable(),
  }),
});
const instantSchema = z.looseObject({
  data: z.union([
    z.looseObject({ resultType: z.literal('scalar'), result: pointSchema }),
    z.looseObject({
      resultType: z.literal('vector'),
      result: z.array(z.looseObject({ metric: labelsSchema, value: pointSchema })).nullable(),
    }),
  ]),
});

/**
 * All series of a range expression on its times, the first 5,000 of them unless another `most` is given. Throws
 * `not_configured` without a Prometheus API, `upstream_rejected` for an expression that it refuses, and what asking it
 * throws.
 */
export async function queryRange(
  gateway: GatewayConfig,
  { query }: Asked,
  { fromS, toS, stepS }: PromTimes,
  signal?: AbortSignal,
  most = mostSeries,
): Promise<PromRange> {
  const answer = await askPrometheus(
    gateway,
    'query_range',
    { query, start: String(fromS), end: String(toS), step: String(stepS) },
    rangeSchema,
    signal,
  );
  const found = answer.data.result ?? [];
  return placedRange(found, { fromS, toS, stepS }, most);
}

type FoundSeries = { metric: Record<string, string>; values?: readonly [number, string][] | null | undefined };

/** Series as they were answered, the first `most` of them, on the times that were asked for. */
export function placedRange(found: readonly FoundSeries[], { fromS, toS, stepS }: PromTimes, most: number): PromRange {
  const times = Array.from({ length: Math.floor((toS - fromS) / stepS) + 1 }, (_, step) => fromS + step * stepS);
  const series = found.slice(0, most).map(({ metric, values }): PromSeries => {
    const placed: (number | null)[] = times.map(() => null);
    const notNumbers: number[] = [];
    for (const [timeS, text] of values ?? []) {
      const at = Math.round((timeS - fromS) / stepS);
      if (at < 0 || at >= placed.length) continue;
      placed[at] = toNumber(text);
      if (placed[at] === null) notNumbers.push(at);
    }
    return { labels: metric, values: placed, ...(notNumbers.length > 0 && { notNumbers }) };
  });
  return { times, stepS, series, total: found.length > series.length ? found.length : null };
}

/** The samples of an expression at one moment; a scalar is one sample without labels. Throws like `queryRange`. */
export async function queryInstant(
  gateway: GatewayConfig,
  { query }: Asked,
  timeS: number,
  signal?: AbortSignal,
): Promise<PromSample[]> {
  const { data } = await askPrometheus(gateway, 'query', { query, time: String(timeS) }, instantSchema, signal);
  if (data.resultType === 'scalar') return [{ labels: {}, value: toNumber(data.result[1]) }];
  return (data.result ?? []).map(({ metric, value }) => ({ labels: metric, value: toNumber(value[1]) }));
}

/**
 * Asks one of the two ways of evaluating, and no other: nothing here can write. Throws `not_configured` without a
 * Prometheus API, `upstream_rejected` with the words of one that refuses, and what asking it throws.
 */
export function askPrometheus<T>(
  { prometheus, timeoutMs }: GatewayConfig,
  path: 'query' | 'query_range',
  params: Record<string, string>,
  schema: z.ZodType<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (prometheus === null) throw upstreamProblem('prometheus', 'not_configured', 'PROMETHEUS_URL is not set.');
  return callUpstream({
    upstream: 'prometheus',
    url: `${prometheus.url}/api/v1/${path}`,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    // DeepFlow's own limit of 500 would cut silently; a Prometheus server does not know the parameter.
    body: new URLSearchParams({ ...params, slimit: String(mostRead) }).toString(),
    timeoutMs,
    maxBytes,
    signal,
    schema,
  });
}

/** `NaN`, `+Inf` and `-Inf` are no numbers that a chart can show. */
function toNumber(text: string): number | null {
  const value = Number(text);
  return text !== '' && Number.isFinite(value) ? value : null;
}
