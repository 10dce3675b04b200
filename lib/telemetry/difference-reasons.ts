import type { RouteMetrics } from '@/lib/deepflow/dto';
import type { ApisixMetrics, ApisixNotice, RouteRef } from '@/lib/prometheus/apisix-metrics';
import { inRange } from './in-range';

/**
 * Why APISIX's number is not DeepFlow's. `makes`: APISIX's is more or less by it. `amount`: by so much at most, where
 * that is known.
 */
export type Reason = { makes: 'more' | 'less' | 'either'; amount: number | null } & (
  | { kind: 'ambiguous'; count: number }
  | { kind: 'deepflow_cut'; sinceS: number }
  /** DeepFlow keeps nothing that is older. */
  | { kind: 'deepflow_kept'; sinceS: number }
  /** DeepFlow has not every call of the last seconds, and of more of them than is usual. */
  | { kind: 'deepflow_lags'; seconds: number }
  /** DeepFlow has nothing but the gateway's spans, which a sampler may have thinned. */
  | { kind: 'sampled' }
  /** Calls without an answer, which DeepFlow files as timeouts and APISIX under the status that it gave them. */
  | { kind: 'timeouts'; count: number }
  | { kind: 'resets'; count: number }
  /** Requests that were counted before their series was seen: in the number of requests, in nothing else. */
  | { kind: 'first'; count: number }
  | { kind: 'begins'; atS: number }
  | { kind: 'ends'; atS: number }
  | { kind: 'holes'; seconds: number }
  | { kind: 'off_now' }
  | { kind: 'limited' }
  | { kind: 'twice' }
  | { kind: 'consumers'; count: number; effect: 'silenced' | 'only' }
  | { kind: 'label_disabled' }
  | { kind: 'shared_label'; routes: readonly RouteRef[] }
  | { kind: 'samples_cut' }
  | { kind: 'clock'; seconds: number }
  /** DeepFlow counts the bytes of a body as its head announces them, APISIX all that went over the wire. */
  | { kind: 'bytes_counted' }
  | { kind: 'buckets'; fromUs: number; toUs: number | null }
  /** DeepFlow measures where the gateway's process reads and writes, APISIX until the last byte has gone to the client. */
  | { kind: 'measured_elsewhere' }
);

export type Counted = 'calls' | 'client_error' | 'server_error' | 'request' | 'response';
type Facts = { number: Counted | 'duration'; metrics: RouteMetrics; apisix: ApisixMetrics };

/** Every reason for which a number may differ, whichever way; what is known of each. */
export function explain(facts: Facts): Reason[] {
  return [...ofDeepflow(facts), ...facts.apisix.notices.flatMap((notice) => ofApisix(notice, facts))];
}

/** How many seconds at the end of the range need not be in DeepFlow yet. */
export function missingS({ completeToS }: RouteMetrics, { range }: ApisixMetrics): number {
  return Math.max(0, range.toS - (completeToS ?? range.toS));
}

function ofDeepflow({ number, metrics, apisix }: Facts): Reason[] {
  const { attributed, cut, keptFromS, source, outcomes, notices } = metrics;
  const isBytes = number === 'request' || number === 'response';
  const timeouts = Math.round(inRange(outcomes.timeout, metrics, apisix.range) ?? 0);
  return [
    ...(attributed.ambiguous > 0
      ? [reason('more', isBytes ? null : attributed.ambiguous, { kind: 'ambiguous', count: attributed.ambiguous })]
      : []),
    ...(cut === null ? [] : [reason('more', null, { kind: 'deepflow_cut', sinceS: cut.sinceS })]),
    ...(keptFromS === null ? [] : [reason('more', null, { kind: 'deepflow_kept', sinceS: keptFromS })]),
    ...(notices.includes('lagging')
      ? [reason('more', null, { kind: 'deepflow_lags', seconds: missingS(metrics, apisix) })]
      : []),
    ...(source === 'otel' ? [reason('more', null, { kind: 'sampled' })] : []),
    ...(timeouts > 0 && (number === 'client_error' || number === 'server_error')
      ? [reason('more', timeouts, { kind: 'timeouts', count: timeouts })]
      : []),
    ...(isBytes ? [reason('either', null, { kind: 'bytes_counted' })] : []),
  ];
}

function ofApisix(notice: ApisixNotice, { number, metrics, apisix }: Facts): Reason[] {
  switch (notice.kind) {
    case 'resets':
      return [reason('less', null, { kind: 'resets', count: notice.count })];
    case 'begins': {
      // A point is made of the seconds before it.
      const untilS = notice.atS - apisix.windowS;
      return [reason('less', atRate(number, metrics, apisix.range.fromS, untilS), { kind: 'begins', atS: notice.atS })];
    }
    case 'ends':
      return [reason('less', atRate(number, metrics, notice.atS, apisix.range.toS), { kind: 'ends', atS: notice.atS })];
    case 'holes':
      return [reason('either', null, { kind: 'holes', seconds: notice.seconds })];
    case 'limited':
      return [reason('less', null, { kind: 'limited' })];
    case 'twice':
      return [reason('more', null, { kind: 'twice' })];
    case 'consumers':
      return [reason('less', null, { kind: 'consumers', count: notice.count, effect: notice.effect })];
    case 'label_disabled':
      return [reason('less', null, { kind: 'label_disabled' })];
    case 'shared_label':
      return [reason('more', null, { kind: 'shared_label', routes: notice.routes })];
    case 'samples_cut':
      return [reason('less', null, { kind: 'samples_cut' })];
    case 'clock_ahead':
      return [reason('either', null, { kind: 'clock', seconds: notice.seconds })];
    case 'stale':
      return [reason('less', null, { kind: 'clock', seconds: -notice.seconds })];
    // Counters stay when the plugin goes: they only grow no more.
    case 'off_now':
      return [reason('less', null, { kind: 'off_now' })];
    // Requests have it added; of their bytes and durations nothing but growth is known.
    case 'first':
      return number === 'request' || number === 'response' || number === 'duration'
        ? [reason('less', null, { kind: 'first', count: notice.count })]
        : [];
    // These make the numbers of this range no other than they are.
    case 'unknown_state':
    case 'id_and_name':
      return [];
  }
}

type Kinded = Reason extends infer R ? (R extends Reason ? Omit<R, 'makes' | 'amount'> : never) : never;

function reason(makes: Reason['makes'], amount: number | null, of: Kinded): Reason {
  return { makes, amount, ...of } as Reason;
}

/** What DeepFlow saw in a part of the range, rounded up to its buckets. */
function atRate(number: Facts['number'], metrics: RouteMetrics, fromS: number, toS: number): number {
  const values = ratesOf(number, metrics);
  const inside = metrics.times.map((time, at) =>
    time < toS && time + metrics.stepS > fromS ? (values[at] ?? 0) * metrics.stepS : 0,
  );
  return Math.ceil(inside.reduce((sum, value) => sum + value, 0));
}

/** DeepFlow's series of a counted number, per second. */
export function ratesOf(number: Facts['number'], { rate, outcomes, bytes }: RouteMetrics): readonly (number | null)[] {
  if (number === 'calls' || number === 'duration') return rate;
  if (number === 'request' || number === 'response') return bytes[number];
  return outcomes[number];
}
