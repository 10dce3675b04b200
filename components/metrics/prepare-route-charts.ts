import type { ChartModel, ChartSeries, ChartUnit } from '@/components/charts/chart-model';
import type { CallTotals, DurationFigure, Outcome, RouteMetrics } from '@/lib/deepflow/dto';
import { chartAxis, withoutSlivers } from './whole-buckets';

export type RouteChartKey = 'rate' | 'errors' | 'duration' | 'bytes';

/** Names of the series, in the reader's language. */
export type SeriesWords = {
  rate: string;
  outcome: Record<Outcome, string>;
  duration: Record<DurationFigure, string>;
  request: string;
  response: string;
  /** What a call is called that stands for a bucket. */
  exemplar: (durationUs: number, outcome: Outcome) => string;
};

const failures: Outcome[] = ['server_error', 'client_error', 'timeout', 'unknown'];
const outcomeColour: Record<Outcome, string> = {
  ok: '--ok-solid',
  client_error: '--client-error-solid',
  server_error: '--server-error-solid',
  timeout: '--timeout-solid',
  unknown: '--unknown-solid',
};
const outcomeDash: Partial<Record<Outcome, number[]>> = {
  client_error: [6, 3],
  timeout: [2, 3],
  unknown: [8, 3, 2, 3],
};

const durationFigures: { key: DurationFigure; colour: string; dash?: number[] }[] = [
  { key: 'average', colour: '--series-3', dash: [8, 3, 2, 3] },
  { key: 'p50', colour: '--series-6' },
  { key: 'p90', colour: '--series-5', dash: [4, 4] },
  { key: 'p95', colour: '--series-1', dash: [6, 3] },
  { key: 'p99', colour: '--series-7', dash: [2, 3] },
  { key: 'max', colour: '--series-10', dash: [1, 4] },
];

/**
 * The four charts of a route over a range: rate, failures by class, durations, bytes.
 * Of a bucket that lies in the range by less than half, what is counted per second is a gap: one call in one second of
 * it would look like a peak.
 * `unknown` (DeepFlow could not read the answer) has a line only where it occurs. `traceHref` is where a call is opened.
 */
export function prepareRouteCharts(
  metrics: RouteMetrics,
  range: { fromMs: number; toMs: number },
  words: SeriesWords,
  traceHref: (callId: string) => string,
): Record<RouteChartKey, ChartModel> {
  const whole = (values: readonly (number | null)[]) => withoutSlivers(values, metrics, range);
  const chart = (unit: ChartUnit, series: ChartSeries[]): ChartModel => ({
    ...chartAxis(metrics, range),
    unit,
    series,
  });
  const shownFailures = failures.filter(
    (outcome) => outcome !== 'unknown' || metrics.outcomes.unknown.some((value) => value !== null && value > 0),
  );
  return {
    rate: chart('perSecond', [
      { key: 'rate', label: words.rate, colour: '--series-1', values: whole(metrics.rate), isFilled: true },
    ]),
    errors: chart(
      'perSecond',
      shownFailures.map((outcome) => ({
        key: outcome,
        label: words.outcome[outcome],
        colour: outcomeColour[outcome],
        values: whole(metrics.outcomes[outcome]),
        ...(outcomeDash[outcome] ? { dash: outcomeDash[outcome] } : {}),
      })),
    ),
    duration: {
      ...chart(
        'durationUs',
        durationFigures.map(({ key, colour, dash }) => ({
          key,
          label: words.duration[key],
          colour,
          values: metrics.duration[key],
          ...(dash && { dash }),
        })),
      ),
      exemplars: metrics.slowest.map(({ id, timeS, durationUs, outcome }) => ({
        timeS,
        value: durationUs,
        label: words.exemplar(durationUs, outcome),
        href: traceHref(id),
      })),
    },
    bytes: chart('bytesPerSecond', [
      { key: 'request', label: words.request, colour: '--series-3', values: whole(metrics.bytes.request) },
      {
        key: 'response',
        label: words.response,
        colour: '--series-4',
        values: whole(metrics.bytes.response),
        dash: [6, 3],
      },
    ]),
  };
}

export type RedSummary = CallTotals & {
  /** 0 … 1; null without calls: nothing failed and nothing succeeded. */
  errorShare: number | null;
};

/** Rate, errors and durations of the range in one line. */
export function prepareRed({ totals }: Pick<RouteMetrics, 'totals'>): RedSummary {
  return { ...totals, errorShare: totals.calls === 0 ? null : totals.errors / totals.calls };
}

/** True when calls are known and yet no line is drawn: each bucket lies in part where nothing is known. */
export function hasNoPoint({ totals, rate }: { totals: { calls: number }; rate: RouteMetrics['rate'] }): boolean {
  return totals.calls > 0 && rate.every((value) => value === null);
}

/** True when the range holds no call at all, of which nothing is drawn; in one that is kept in part gaps and zeros differ. */
export function hasNoCalls({
  totals,
  keptFromS,
  notices,
}: Pick<RouteMetrics, 'totals' | 'keptFromS' | 'notices'>): boolean {
  return totals.calls === 0 && (keptFromS === null || notices.includes('not_kept'));
}
