import 'server-only';
import { type BreakdownNumbers, mostValues, type RouteConsumers } from '@/lib/deepflow/breakdown';
import type { PromSample, PromSeries } from '@/lib/prometheus/dto';
import { routeInSnapshot } from '@/lib/server/apisix/listed-route';
import type { GatewayConfig } from '@/lib/server/config';
import type { RouteRange } from '@/lib/server/deepflow/route-scope';
import { bucketStepS } from '@/lib/telemetry/time-range';
import { queryInstant, queryRange } from './client';
import { consumerRates, consumerTotals } from './consumer-expressions';
import { wholeRange } from './cut-samples';
import { metricSource } from './metric-prefix';
import { areNodesSeen } from './nodes-seen';
import { stepTimes, untilNow } from './sample-times';

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
  { routeId, ...asked }: RouteRange,
  signal?: AbortSignal,
): Promise<RouteConsumers> {
  const range = untilNow(asked, Date.now());
  const { fromMs, toMs } = range;
  const { summary } = (await routeInSnapshot(gateway, routeId)).entry;
  const times = stepTimes(range, Math.max(leastStepS, bucketStepS(range, points)));
  const labels = {
    source: await metricSource(gateway, signal),
    routes: [...new Set([routeId, summary.name])].filter((route) => route !== ''),
  };
  const rangeS = Math.max(1, Math.round((toMs - fromMs) / 1000));
  const windowS = Math.max(times.stepS, leastWindowS);
  const expression = consumerRates(labels, windowS);
  const wholeRates = async () => {
    const found = await queryRange(gateway, expression, times, signal);
    return wholeRange(gateway, expression, found, { windowS, signal });
  };
  const [totals, { range: rates, cutBeforeS }] = await Promise.all([
    queryInstant(gateway, consumerTotals(labels, rangeS), Math.round(toMs / 1000), signal),
    wholeRates(),
  ]);
  const grown = totals.filter((sample) => !isFirst(sample));
  // Where the gateway's metrics begin within the range, nobody knows whether what a counter had at first was counted in it.
  const wasScraped =
    grown.length === totals.length || (await areNodesSeen(gateway, labels.source, { atMs: fromMs }, signal));
  return {
    ...consumersFrom(wasScraped ? totals : grown, rates.series, { steps: rates.times.length, rangeS }),
    cutBeforeS,
  };
}

/** The first value of a series that was not there before the range: it bears its route, growth does not. */
function isFirst({ labels }: PromSample): boolean {
  return labels.route !== undefined;
}

/**
 * Numbers by consumer: how many requests from what the counters grew by, the line from the rates; an empty consumer is none.
 * The busiest consumers are told apart, the others added up.
 */
export function consumersFrom(
  totals: readonly PromSample[],
  rates: readonly PromSeries[],
  { steps, rangeS }: { steps: number; rangeS: number },
): Omit<RouteConsumers, 'cutBeforeS'> {
  const found = new Map<string, BreakdownNumbers>();
  const numbersOf = ({ consumer = '' }: Readonly<Record<string, string>>) => {
    const numbers = found.get(consumer) ?? emptyNumbers(steps);
    found.set(consumer, numbers);
    return numbers;
  };
  for (const { labels, value } of totals) {
    const numbers = numbersOf(labels);
    numbers.calls += value ?? 0;
    if (Number(labels.code) >= 400) numbers.errors += value ?? 0;
  }
  for (const { labels, values } of rates) addRates(numbersOf(labels), values);
  const whole = [...found].map(([value, numbers]) => ({
    value,
    ...numbers,
    calls: Math.round(numbers.calls),
    perSecond: numbers.calls / rangeS,
    errors: Math.round(numbers.errors),
  }));
  const named = whole
    .filter(({ value, calls }) => value !== '' && calls > 0)
    .sort((a, b) => b.calls - a.calls || (a.value < b.value ? -1 : 1));
  const rest = named.slice(mostValues);
  return {
    totals: { calls: whole.reduce((sum, { calls }) => sum + calls, 0) },
    breakdown: {
      values: named.slice(0, mostValues),
      others: rest.length === 0 ? null : { ...addedUp(rest, { steps, rangeS }), values: rest.length },
      unknown: whole.find(({ value, calls }) => value === '' && calls > 0) ?? null,
      several: 0,
    },
  };
}

function addedUp(
  all: readonly BreakdownNumbers[],
  { steps, rangeS }: { steps: number; rangeS: number },
): BreakdownNumbers {
  const sum = emptyNumbers(steps);
  for (const { calls, errors, rates } of all) {
    sum.calls += calls;
    sum.errors += errors;
    addRates(sum, rates);
  }
  return { ...sum, perSecond: sum.calls / rangeS };
}

function addRates({ rates }: BreakdownNumbers, values: readonly (number | null)[]): void {
  values.forEach((value, at) => {
    if (value !== null) rates[at] = (rates[at] ?? 0) + value;
  });
}

function emptyNumbers(steps: number): BreakdownNumbers {
  const rates = new Array<number | null>(steps).fill(null);
  return { calls: 0, perSecond: null, errors: 0, p50Us: null, p95Us: null, rates };
}
