import 'server-only';
import { type BreakdownNumbers, mostValues, type RouteConsumers } from '@/lib/deepflow/breakdown';
import { groupBy } from '@/lib/deepflow/group-by';
import { addedUp } from '@/lib/prometheus/added-up';
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
    // One line a consumer, however many there are: of those that are not shown one line is made.
    const found = await queryRange(gateway, expression, times, signal, Number.POSITIVE_INFINITY);
    return wholeRange(gateway, expression, found, { windowS, signal });
  };
  // Two questions, as for the panels of a route: lines of overlapping windows add up to no sum.
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
 * The busiest consumers are told apart, the others added up. One whose growth is no number has no count, and is left out.
 */
export function consumersFrom(
  totals: readonly PromSample[],
  rates: readonly PromSeries[],
  { steps, rangeS }: { steps: number; rangeS: number },
): Omit<RouteConsumers, 'cutBeforeS'> {
  const consumerOf = ({ labels }: Pick<PromSample, 'labels'>) => labels.consumer ?? '';
  const unreadable = new Set(totals.filter(({ value }) => value === null).map(consumerOf));
  const counted = new Map<string, { calls: number; errors: number }>();
  for (const sample of totals) {
    const consumer = consumerOf(sample);
    if (unreadable.has(consumer)) continue;
    const { calls, errors } = counted.get(consumer) ?? { calls: 0, errors: 0 };
    const count = sample.value ?? 0;
    counted.set(consumer, { calls: calls + count, errors: errors + (Number(sample.labels.code) >= 400 ? count : 0) });
  }
  const courses = groupBy(rates, consumerOf);
  const callsOf = (consumer: string) => Math.round(counted.get(consumer)?.calls ?? 0);
  const errorsOf = (consumer: string) => Math.round(counted.get(consumer)?.errors ?? 0);
  const added = (consumers: readonly string[], amount: (consumer: string) => number) =>
    consumers.reduce((sum, consumer) => sum + amount(consumer), 0);
  const numbersOf = (consumers: readonly string[]): BreakdownNumbers => ({
    calls: added(consumers, callsOf),
    perSecond: added(consumers, (consumer) => counted.get(consumer)?.calls ?? 0) / rangeS,
    errors: added(consumers, errorsOf),
    p50Us: null,
    p95Us: null,
    rates: addedUp(
      consumers.flatMap((consumer) => courses.get(consumer) ?? []),
      steps,
    ).values,
  });
  const all = [...counted.keys()];
  const ranked = all
    .filter((consumer) => consumer !== '' && callsOf(consumer) > 0)
    .sort((a, b) => callsOf(b) - callsOf(a) || (a < b ? -1 : 1));
  const [shown, rest] = [ranked.slice(0, mostValues), ranked.slice(mostValues)];
  const unnamed = numbersOf(['']);
  return {
    totals: { calls: added(all, callsOf) },
    breakdown: {
      values: shown.map((value) => ({ value, ...numbersOf([value]) })),
      others: rest.length === 0 ? null : { ...numbersOf(rest), values: rest.length },
      unknown: unnamed.calls > 0 ? unnamed : null,
      several: 0,
    },
    unreadable: unreadable.size,
  };
}
