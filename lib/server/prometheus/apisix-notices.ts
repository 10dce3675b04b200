import 'server-only';
import type { PluginState } from '@/lib/apisix/plugins-in-force';
import type { ApisixEmpty, ApisixMetrics, ApisixNotice, CutMetric } from '@/lib/prometheus/apisix-metrics';
import type { SharedLabel } from './route-labels';

/** Clocks that differ by less change no number that is worth a word. */
const clockToleranceS = 15;
/** A remote write is that late where all is well. */
const usualDelayS = 60;

/** Why a route has no series, whatever holds first. */
export async function emptyOf(facts: {
  state: PluginState;
  isLabelDisabled: boolean | null;
  prefix: string;
  /** Whether any metrics of the gateway arrived in the range. */
  areNodesSeen: () => Promise<boolean>;
}): Promise<ApisixEmpty> {
  const { status, offReason, consumers } = facts.state;
  if (offReason === 'not_loaded') return { reason: 'not_loaded' };
  const isSomebodys = consumers.some(({ effect }) => effect === 'emits' || effect === 'may');
  if (status === 'off' && offReason !== null && !isSomebodys) return { reason: 'off', offReason };
  if (facts.isLabelDisabled) return { reason: 'label_disabled' };
  if (!(await facts.areNodesSeen())) return { reason: 'not_scraped', prefix: facts.prefix };
  return { reason: status === 'unknown' ? 'unknown_state' : 'no_requests' };
}

export type NoticeFacts = {
  /** Where in the range there are values at all. */
  stretch: readonly ApisixNotice[];
  /** The gateway's metrics arrived when the range began. */
  wasScraped: boolean;
  state: PluginState;
  isLabelDisabled: boolean | null;
  /** Values of the label `route` that the series bear. */
  found: readonly string[];
  shared: readonly SharedLabel[];
  /** When the newest sample was taken. Null: the range does not end now, or no sample is near. */
  newestS: number | null;
  /** From when to when it was asked for. */
  asked: { fromS: number; toS: number };
  /** Metrics of which the source left the older samples out. */
  cut: readonly CutMetric[];
};

/**
 * The numbers with what they lack. Where the gateway's metrics begin within the range, the first values of counters are
 * left out: nobody knows whether they were counted in it.
 */
export function withNotices(metrics: ApisixMetrics, facts: NoticeFacts): ApisixMetrics {
  const { status } = metrics;
  const first = facts.wasScraped ? (status.data?.first ?? []) : [];
  const count = first.reduce((sum, one) => sum + one.count, 0);
  return {
    ...metrics,
    ...(status.data !== null && { status: { ...status, data: { ...status.data, first } } }),
    notices: [
      ...(count > 0 ? [{ kind: 'first' as const, count }] : []),
      ...pluginNotices(facts),
      ...labelNotices(facts),
      // That it begins late is no fact of the series, where its beginning was left out.
      ...facts.stretch.filter(({ kind }) => kind !== 'begins' || !facts.cut.includes('http_status')),
      ...sampleNotices(metrics, facts),
    ],
  };
}

function pluginNotices({ state }: NoticeFacts): ApisixNotice[] {
  const { status, offReason, limited, inForce, consumers } = state;
  const counted = (effect: string) =>
    consumers.reduce((sum, consumer) => sum + (consumer.effect === effect ? consumer.count : 0), 0);
  const [silenced, only] = [counted('silences'), counted('emits')];
  return [
    ...(status === 'off' && offReason !== null && only === 0 ? [{ kind: 'off_now' as const, reason: offReason }] : []),
    ...(status === 'unknown' ? [{ kind: 'unknown_state' as const }] : []),
    ...(limited ? [{ kind: 'limited' as const }] : []),
    ...(inForce.length > 1 ? [{ kind: 'twice' as const }] : []),
    ...(silenced > 0 ? [{ kind: 'consumers' as const, count: silenced, effect: 'silenced' as const }] : []),
    ...(status === 'off' && only > 0 ? [{ kind: 'consumers' as const, count: only, effect: 'only' as const }] : []),
  ];
}

function labelNotices({ isLabelDisabled, found, shared }: NoticeFacts): ApisixNotice[] {
  return [
    ...(isLabelDisabled ? [{ kind: 'label_disabled' as const }] : []),
    ...(found.length > 1 ? [{ kind: 'id_and_name' as const }] : []),
    ...shared.map((one) => ({ kind: 'shared_label' as const, ...one })),
  ];
}

/** What there is to say of a range that has no values at its beginning, at its end or in between. */
export function stretchOf({ status, times, stepS, windowS, range }: ApisixMetrics): ApisixNotice[] {
  const isKnown = times.map((_time, at) => status.data?.codes.some(({ values }) => values[at] != null) ?? false);
  const first = isKnown.indexOf(true);
  const last = isKnown.lastIndexOf(true);
  if (first < 0) return [];
  const gaps = isKnown.slice(first, last).filter((known) => !known).length;
  const starts = isKnown.slice(first, last).filter((known, at, all) => !known && all[at - 1] === true).length;
  const [firstS, lastS] = [times[first] ?? 0, times[last] ?? 0];
  return [
    // A point is made of the seconds before it.
    ...(firstS - range.fromS > windowS ? [{ kind: 'begins' as const, atS: firstS }] : []),
    ...(gaps > 0 ? [{ kind: 'holes' as const, count: starts, seconds: gaps * stepS }] : []),
    ...(range.toS - lastS > Math.max(windowS, 2 * stepS) ? [{ kind: 'ends' as const, atS: lastS }] : []),
  ];
}

function sampleNotices(metrics: ApisixMetrics, facts: NoticeFacts): ApisixNotice[] {
  const { newestS, asked, cut } = facts;
  const { scrapeS, status } = metrics;
  const resets = status.data?.resets ?? 0;
  const aheadS = newestS === null ? 0 : newestS - asked.toS;
  const ageS = newestS === null ? 0 : asked.fromS - newestS;
  const lateAfterS = Math.max(usualDelayS, 3 * (scrapeS ?? 0));
  return [
    ...(resets > 0 ? [{ kind: 'resets' as const, count: resets }] : []),
    ...(aheadS > clockToleranceS ? [{ kind: 'clock_ahead' as const, seconds: Math.round(aheadS) }] : []),
    ...(ageS > lateAfterS ? [{ kind: 'stale' as const, seconds: Math.round(ageS) }] : []),
    ...cut.map((metric) => ({ kind: 'samples_cut' as const, metric })),
  ];
}
