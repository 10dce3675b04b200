import 'server-only';
import type { BreakdownNumbers, RouteConsumers } from '@/lib/deepflow/breakdown';
import type { PromSeries } from '@/lib/prometheus/dto';
import { routeInSnapshot } from '@/lib/server/apisix/listed-route';
import type { GatewayConfig } from '@/lib/server/config';
import type { RouteRange } from '@/lib/server/deepflow/route-scope';
import { bucketStepS } from '@/lib/telemetry/time-range';
import { queryRange } from './client';
import { metricPrefix } from './metric-prefix';
import { consumersOf } from './promql';

const points = 59;
/** Metrics are read once a minute at most; a rate needs two readings, and one may be missed. */
const leastStepS = 60;
const leastWindowS = 240;

/**
 * The requests of a route by consumer, as APISIX's own counters have them: no durations, and only calls that had a consumer
 * have a value. Throws `not_found` for a route that the gateway does not have, and what queryRange throws.
 */
export async function routeConsumers(
  gateway: GatewayConfig,
  { routeId, fromMs, toMs }: RouteRange,
  signal?: AbortSignal,
): Promise<RouteConsumers> {
  const { summary } = (await routeInSnapshot(gateway, routeId)).entry;
  const stepS = Math.max(leastStepS, bucketStepS({ fromMs, toMs }, points));
  const fromS = Math.ceil(fromMs / 1000 / stepS) * stepS;
  const toS = Math.max(fromS, Math.floor(toMs / 1000 / stepS) * stepS);
  const routes = [...new Set([routeId, summary.name])].filter((route) => route !== '');
  const expression = consumersOf(await metricPrefix(gateway, signal), routes, Math.max(stepS, leastWindowS));
  const { series, times } = await queryRange(gateway, expression, { fromS, toS, stepS }, signal);
  return consumersFrom(series, { steps: times.length, stepS });
}

/** Sums up series of requests a second by `consumer` and `code`; an empty consumer is none. */
export function consumersFrom(
  series: readonly PromSeries[],
  { steps, stepS }: { steps: number; stepS: number },
): RouteConsumers {
  const found = new Map<string, BreakdownNumbers>();
  for (const { labels, values } of series) {
    const consumer = labels.consumer ?? '';
    const numbers = found.get(consumer) ?? emptyNumbers(steps);
    values.forEach((value, at) => {
      if (value === null) return;
      numbers.rates[at] = (numbers.rates[at] ?? 0) + value;
      numbers.calls += value * stepS;
      if (Number(labels.code) >= 400) numbers.errors += value * stepS;
    });
    found.set(consumer, numbers);
  }
  const whole = [...found].map(([value, numbers]) => ({
    value,
    ...numbers,
    calls: Math.round(numbers.calls),
    errors: Math.round(numbers.errors),
  }));
  const named = whole
    .filter(({ value }) => value !== '')
    .sort((a, b) => b.calls - a.calls || (a.value < b.value ? -1 : 1));
  return {
    readS: steps * stepS,
    totals: { calls: whole.reduce((sum, { calls }) => sum + calls, 0) },
    breakdown: {
      values: named,
      others: null,
      unknown: whole.find(({ value }) => value === '') ?? null,
      several: 0,
    },
  };
}

function emptyNumbers(steps: number): BreakdownNumbers {
  return { calls: 0, errors: 0, p50Us: null, p95Us: null, rates: new Array<number | null>(steps).fill(null) };
}
