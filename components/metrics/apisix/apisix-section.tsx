'use client';

import { Info } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useQueryStates } from 'nuqs';
import { useMemo } from 'react';
import type { ChartModel } from '@/components/charts/chart-model';
import { withBefore } from '@/components/charts/prepare-compare';
import { ChartGrid, type GridChart } from '@/components/metrics/chart-grid';
import { useAnsweredRange } from '@/components/time-range/use-answered-range';
import { cn } from '@/components/ui/cn';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Segmented, type SegmentedProps } from '@/components/ui/segmented';
import { useSentenceGap } from '@/components/ui/sentence-gap';
import { Skeleton } from '@/components/ui/skeleton';
import type { Problem } from '@/lib/http/problem';
import type { ApisixMetrics } from '@/lib/prometheus/apisix-metrics';
import { formatDuration } from '@/lib/telemetry/format';
import { ApisixEmptyState } from './apisix-empty';
import { ComparisonTable } from './comparison-table';
import { useComparisonWords } from './comparison-words';
import { type ApisixWords, prepareBandwidth, prepareLatency, prepareStatus } from './prepare-apisix-charts';
import { apisixParams, latencyChoices } from './search-params';
import { useApisixMetrics } from './use-apisix-metrics';

/** What APISIX itself counted of a route: status codes, latencies, bandwidth, and how it compares with DeepFlow's calls. */
export function ApisixMetricsSection({ gatewayId, routeId }: { gatewayId: string; routeId: string }) {
  const t = useTranslations('apisixMetrics');
  const { query, comparison, calls, earlier: then, range, chosen, setRange } = useApisixMetrics(gatewayId, routeId);
  const answeredRange = useAnsweredRange(range, query.isPlaceholderData);
  const [{ latency, codes }, setParams] = useQueryStates(apisixParams);
  const words = useApisixWords();
  const metrics = query.data;
  const { before, earlier, note: earlierNote } = then;
  const charts = useMemo(() => {
    const today = metrics && chartsOf(metrics, { ...answeredRange, latency, codes }, words);
    if (!today || !before || !earlier) return today;
    const those = chartsOf(before, { ...earlier.range, latency, codes }, words);
    const whole = (key: keyof typeof today): Drawn =>
      today[key].model === null
        ? today[key]
        : {
            model: withBefore(today[key].model, those[key].model ?? undefined, earlier.shiftS, earlier.label),
            problem: null,
          };
    return { status: whole('status'), latency: whole('latency'), bandwidth: whole('bandwidth') };
  }, [metrics, answeredRange, latency, codes, words, before, earlier]);
  const retry = { onRetry: () => void query.refetch(), retrying: query.isFetching };
  const choices = (
    <div className="ml-auto flex flex-wrap gap-x-4 gap-y-1">
      <Choice
        label={t('by.label')}
        onValueChange={(next) => setParams({ codes: next })}
        options={(['class', 'code'] as const).map((value) => ({ value, label: t(`by.${value}`) }))}
        value={codes}
      />
      <Choice
        label={t('quantile')}
        onValueChange={(next) => setParams({ latency: next })}
        options={latencyChoices.map((value) => ({ value, label: value === 'mean' ? t('mean') : value }))}
        value={latency}
      />
    </div>
  );
  const panels = (['status', 'latency', 'bandwidth'] as const).map((key): GridChart => {
    const { model, problem } = charts?.[key] ?? {};
    const drawn = model?.series.flatMap(({ values, before = [] }) => [...values, ...before]);
    const isBlank = drawn && [...drawn, ...(model?.totalBefore ?? [])].every((value) => value === null);
    const note = metrics?.source ? t(`source.${metrics.source.kind}`) : undefined;
    return {
      key,
      title: t(key),
      model: model ?? null,
      empty: isBlank ? t('blank') : null,
      problem: problem ? { problem, ...retry } : null,
      ...(note && { note }),
    };
  });
  const failed = calls.data === undefined ? calls.error : null;
  return (
    <section aria-busy={query.isFetching} aria-label={t('region')} className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end gap-x-6 gap-y-2">
        <div className="flex min-w-0 flex-col gap-1">
          <h2 className="font-semibold text-base">{t('title')}</h2>
          {metrics && !metrics.empty ? <SourceLine metrics={metrics} /> : null}
          {metrics || query.error ? null : <Skeleton className="h-4.5 w-96 max-w-full" />}
        </div>
        {metrics?.empty || (query.error && !metrics) ? null : choices}
      </div>
      {query.error && !query.isPlaceholderData ? <ProblemPanel problem={query.error.problem} {...retry} /> : null}
      {metrics?.empty ? (
        <ApisixEmptyState
          chosen={chosen}
          empty={metrics.empty}
          gatewayId={gatewayId}
          routeId={routeId}
          setRange={setRange}
        />
      ) : metrics || !query.error ? (
        <div className={cn('flex flex-col gap-3 transition-opacity', query.isPlaceholderData && 'opacity-50')}>
          {metrics ? <Notices metrics={metrics} /> : null}
          {earlierNote}
          <ChartGrid charts={panels} columns={3} gatewayId={gatewayId} routeId={routeId} />
          {failed ? (
            <ProblemPanel onRetry={() => void calls.refetch()} problem={failed.problem} retrying={calls.isFetching} />
          ) : (
            <ComparisonTable rows={comparison.data ?? null} />
          )}
        </div>
      ) : null}
    </section>
  );
}

/** A choice with its name before it. */
function Choice<T extends string>(props: SegmentedProps<T>) {
  return (
    <div className="flex items-center gap-2">
      <span aria-hidden className="text-muted text-xs">
        {props.label}
      </span>
      <Segmented {...props} />
    </div>
  );
}

function SourceLine({ metrics }: { metrics: ApisixMetrics }) {
  const t = useTranslations('apisixMetrics');
  const gap = useSentenceGap();
  const { source, scrapeS, windowS } = metrics;
  const window = formatDuration(windowS * 1e6);
  return (
    <p className="text-muted text-xs">
      {source ? `${t(`from.${source.kind}`, { host: source.host })}${gap}` : ''}
      {scrapeS === null
        ? t('sampledUnknown', { window })
        : t('sampled', { window, scrape: formatDuration(scrapeS * 1e6) })}
    </p>
  );
}

function Notices({ metrics: { notices } }: { metrics: ApisixMetrics }) {
  const t = useTranslations('apisixMetrics');
  const words = useComparisonWords();
  if (notices.length === 0) return null;
  const sentences = notices.map((notice) => words.notice(notice));
  return (
    <ul aria-label={t('notices')} className="flex flex-col gap-0.5 text-muted text-xs">
      {sentences.map((sentence) => (
        <li className="flex gap-1.5" key={sentence}>
          <Info aria-hidden className="mt-0.5 size-3.5 shrink-0 text-subtle" />
          <span className="text-pretty">{sentence}</span>
        </li>
      ))}
    </ul>
  );
}

type Drawn = { model: ChartModel; problem: null } | { model: null; problem: Problem };

function chartsOf(
  { status, latency, bandwidth, times }: ApisixMetrics,
  chosen: { fromMs: number; toMs: number; latency: (typeof latencyChoices)[number]; codes: 'class' | 'code' },
  words: ApisixWords,
): Record<'status' | 'latency' | 'bandwidth', Drawn> {
  const frame = { times, range: chosen };
  const drawn = <T,>(
    part: { data: T; problem: null } | { data: null; problem: Problem },
    make: (data: T) => ChartModel,
  ) => (part.problem === null ? { model: make(part.data), problem: null } : { model: null, problem: part.problem });
  return {
    status: drawn(status, (data) => prepareStatus(data, chosen.codes, frame, words)),
    latency: drawn(latency, (data) => prepareLatency(data, chosen.latency, frame, words)),
    bandwidth: drawn(bandwidth, (data) => prepareBandwidth(data, frame, words)),
  };
}

function useApisixWords(): ApisixWords {
  const t = useTranslations('apisixMetrics');
  return useMemo(
    () => ({
      type: { request: t('type.request'), upstream: t('type.upstream'), apisix: t('type.apisix') },
      ingress: t('ingress'),
      egress: t('egress'),
      otherCodes: t('otherCodes'),
      otherClass: t('otherClass'),
    }),
    [t],
  );
}
