import type { RouteMetrics } from '@/lib/deepflow/dto';
import type { ApisixMetrics, EstimatedQuantile } from '@/lib/prometheus/apisix-metrics';
import { type Counted, explain, missingS, type Reason, ratesOf } from './difference-reasons';
import { inRange } from './in-range';
import { lateS } from './lateness';

export const comparedNumbers = ['calls', 'client_error', 'server_error', 'p50', 'p95', 'request', 'response'] as const;
export type ComparedNumber = (typeof comparedNumbers)[number];

export type ComparedRow = {
  number: ComparedNumber;
  /** A count, µs or bytes; null: not known. */
  deepflow: number | null;
  apisix: number | null;
  /** APISIX's less DeepFlow's; null where one is not known. */
  difference: number | null;
  /**
   * `agree`: no further apart than scraping, or the buckets of a histogram, explain. `explained`: what else is known
   * explains it. `unexplained`: it does not, or not all of it.
   */
  verdict: 'agree' | 'explained' | 'unexplained' | null;
  reasons: Reason[];
};

type Row = Omit<ComparedRow, 'number' | 'difference' | 'verdict' | 'reasons'>;

/**
 * What DeepFlow's calls and APISIX's counters say of one route in the same range, number by number, and why they differ.
 * A count of APISIX is what its counters grew by, with what was counted before a series was seen for the first time.
 */
export function compareSources(metrics: RouteMetrics, apisix: ApisixMetrics): ComparedRow[] {
  const { status, latency, bandwidth } = apisix;
  const counted = (isMeant: (code: string) => boolean) => {
    if (status.data === null || status.data.count === null) return null;
    const grown = status.data.codes.reduce((sum, { code, count }) => sum + (isMeant(code) ? (count ?? 0) : 0), 0);
    return grown + status.data.first.reduce((sum, { code, count }) => sum + (isMeant(code) ? count : 0), 0);
  };
  const seen = (values: readonly (number | null)[]) => inRange(values, metrics, apisix.range);
  // Of a long range no bucket may be whole, and calls are known all the same.
  const isObserved = metrics.totals.calls > 0 || metrics.rate.some((value) => value !== null);
  const whole = latency.data?.request.whole;
  const rows: Record<ComparedNumber, Row> = {
    // Where nothing observes the gateway, no calls are not zero calls.
    calls: { deepflow: isObserved ? metrics.totals.calls : null, apisix: rounded(counted(() => true)) },
    client_error: {
      deepflow: rounded(seen(metrics.outcomes.client_error)),
      apisix: rounded(counted((code) => code.startsWith('4'))),
    },
    server_error: {
      deepflow: rounded(seen(metrics.outcomes.server_error)),
      apisix: rounded(counted((code) => code.startsWith('5'))),
    },
    p50: { deepflow: metrics.totals.p50Us, apisix: whole?.p50?.us ?? null },
    p95: { deepflow: metrics.totals.p95Us, apisix: whole?.p95?.us ?? null },
    request: { deepflow: rounded(seen(metrics.bytes.request)), apisix: rounded(bandwidth.data?.ingress.bytes ?? null) },
    response: {
      deepflow: rounded(seen(metrics.bytes.response)),
      apisix: rounded(bandwidth.data?.egress.bytes ?? null),
    },
  };
  const estimates = { p50: whole?.p50 ?? null, p95: whole?.p95 ?? null };
  return comparedNumbers.map((number) => {
    const row = rows[number];
    const difference = row.deepflow === null || row.apisix === null ? null : row.apisix - row.deepflow;
    if (difference === null || row.deepflow === null) return { number, ...row, difference, verdict: null, reasons: [] };
    const judged =
      number === 'p50' || number === 'p95'
        ? judgeQuantile(row.deepflow, estimates[number], metrics, apisix)
        : judgeCount(number, difference, metrics, apisix);
    return { number, ...row, difference, ...judged };
  });
}

function judgeCount(
  number: Counted,
  difference: number,
  metrics: RouteMetrics,
  apisix: ApisixMetrics,
): Pick<ComparedRow, 'verdict' | 'reasons'> {
  const atEdges = edgesOf(number, metrics, apisix);
  if (Math.abs(difference) <= atEdges) return { verdict: 'agree', reasons: [] };
  const reasons = explain({ number, metrics, apisix }).filter(
    ({ makes }) => makes === 'either' || makes === (difference > 0 ? 'more' : 'less'),
  );
  // One reason whose share nobody can tell may be all of it.
  const isOpen = reasons.some(({ amount }) => amount === null);
  const told = reasons.reduce((sum, { amount }) => sum + (amount ?? 0), 0);
  const verdict = isOpen || told + atEdges >= Math.abs(difference) ? 'explained' : 'unexplained';
  return { verdict, reasons };
}

/** A quantile of buckets is right as far as its bucket is narrow; APISIX's clock ticks in milliseconds. */
function judgeQuantile(
  deepflowUs: number,
  estimate: EstimatedQuantile | null,
  metrics: RouteMetrics,
  apisix: ApisixMetrics,
): Pick<ComparedRow, 'verdict' | 'reasons'> {
  const tickUs = 1000;
  const { fromUs, toUs } = estimate ?? { fromUs: 0, toUs: null };
  const isWithin = deepflowUs >= fromUs - tickUs && (toUs === null || deepflowUs <= toUs + tickUs);
  if (isWithin)
    return { verdict: 'agree', reasons: [{ kind: 'buckets', makes: 'either', amount: null, fromUs, toUs }] };
  const reasons = explain({ number: 'duration', metrics, apisix }).filter(({ kind }) => otherCalls.includes(kind));
  return {
    verdict: 'explained',
    reasons: [...reasons, { kind: 'measured_elsewhere', makes: 'either', amount: null }],
  };
}

/** Reasons by which the two sources speak of different calls, so that their durations need not be alike. */
const otherCalls: readonly Reason['kind'][] = [
  'ambiguous',
  'deepflow_cut',
  'deepflow_kept',
  'deepflow_lags',
  'sampled',
  'first',
  'begins',
  'ends',
  'holes',
  'limited',
  'consumers',
  'shared_label',
  'label_disabled',
];

/** What may have happened between a scrape and an end of the range: what DeepFlow saw there, in as long a time. */
function edgesOf(number: Counted, metrics: RouteMetrics, apisix: ApisixMetrics): number {
  const { scrapeS, range, notices } = apisix;
  const values = ratesOf(number, metrics);
  const staleS = notices.find((notice) => notice.kind === 'stale')?.seconds ?? 0;
  const spanS = scrapeS ?? 60;
  const near = (fromS: number, toS: number) =>
    Math.max(
      0,
      ...metrics.times.map((time, at) => (time < toS && time + metrics.stepS > fromS ? (values[at] ?? 0) : 0)),
    );
  const start = near(range.fromS - spanS, range.fromS + spanS) * spanS;
  // Nor has DeepFlow every call of the last seconds of a range that ends now; what lags further is a reason of its own.
  const missing = missingS(metrics, apisix);
  const endS = spanS + staleS + Math.min(missing, lateS.calls);
  // Growth is extrapolated by half a scrape at either end: one whole request more or less is no difference.
  return Math.ceil(start + near(range.toS - spanS - staleS - missing, range.toS) * endS) + 1;
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}
