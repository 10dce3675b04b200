'use client';

import { useQuery } from '@tanstack/react-query';
import { useLocale, useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { useChangeMarkers } from '@/components/changes/use-change-markers';
import { ChartSkeleton } from '@/components/charts/chart-skeleton';
import { CompareChoice } from '@/components/charts/compare-choice';
import { LazyTimeChart } from '@/components/charts/lazy-time-chart';
import { useCompare } from '@/components/charts/use-compare';
import { Figure } from '@/components/metrics/figure';
import { hasNoPoint, prepareRed } from '@/components/metrics/prepare-route-charts';
import { useComparedCharts } from '@/components/metrics/use-compared-charts';
import { useReachWords } from '@/components/metrics/use-reach-words';
import { useSeriesWords } from '@/components/metrics/use-series-words';
import { useTimeRange } from '@/components/time-range/use-time-range';
import { CallNotices } from '@/components/traces/call-notices';
import { Card } from '@/components/ui/card';
import { useSentenceGap } from '@/components/ui/sentence-gap';
import { Skeleton } from '@/components/ui/skeleton';
import type { GatewayNumbers } from '@/lib/deepflow/gateway-numbers';
import { numberQueries } from '@/lib/deepflow/number-queries';
import { formatCount, formatDuration, formatRate, formatShare } from '@/lib/telemetry/format';
import { absoluteRange } from '@/lib/telemetry/time-range';
import { asMetrics } from './prepare-overview';

const charts = ['rate', 'errors', 'duration'] as const;
const framed = 'rounded-lg border bg-surface px-4 py-2';
/** No call stands for a bucket of a whole gateway. */
const noCalls = () => '';

export type GatewayRedProps = {
  gatewayId: string;
  numbers: GatewayNumbers | undefined;
  /** The numbers are of the range before, while those of this one are on their way. */
  isOld: boolean;
};

/** Rate, failures and durations of all that reached the gateway, with what they are made of. */
export function GatewayRed({ gatewayId, numbers, isOld }: GatewayRedProps) {
  const t = useTranslations('metrics');
  const tOwn = useTranslations('overview.basis');
  const { range, setRange, undoRange } = useTimeRange();
  const words = useSeriesWords();
  const markers = useChangeMarkers({ gatewayId, range });
  const compare = useCompare(range, numbers?.stepS);
  const earlierQuery = useQuery({
    ...numberQueries.whole(gatewayId, compare.earlier?.range ?? range),
    enabled: compare.earlier !== null && numbers !== undefined && !isOld,
    select: asMetrics,
  });
  const metrics = useMemo(() => numbers && asMetrics(numbers), [numbers]);
  const { charts: models, note } = useComparedCharts({
    metrics,
    // Of the range that was read, not of the page's: that may be newer, or another one while its numbers are on their way.
    range: numbers?.range ?? range,
    compare,
    query: earlierQuery,
    words,
    traceHref: noCalls,
    markers,
  });
  const red = numbers && prepareRed(numbers);
  return (
    <>
      <dl className="grid grid-cols-3 gap-3 max-sm:grid-cols-1">
        <Figure
          className={framed}
          name={t('red.calls')}
          note={red && t('red.rate', { rate: formatRate(red.perSecond) })}
          value={red && formatCount(red.calls)}
        />
        <Figure
          className={framed}
          isBad={red !== undefined && red.errors > 0}
          name={t('red.errors')}
          note={red && t('red.errorCount', { count: red.errors })}
          value={red && formatShare(red.errorShare)}
        />
        <Figure
          className={framed}
          name="p95"
          note={red && tOwn('durations', { p50: formatDuration(red.p50Us), p99: formatDuration(red.p99Us) })}
          value={red && formatDuration(red.p95Us)}
        />
      </dl>
      <div className="min-h-4.5">
        {numbers ? <Source numbers={numbers} /> : <Skeleton className="w-96 max-w-full" />}
      </div>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1">
        <p className="text-subtle text-xs">{t('hint')}</p>
        <CompareChoice onValueChange={compare.setComparison} value={compare.comparison} />
      </div>
      {note}
      <div className="grid grid-cols-3 items-start gap-3 max-xl:grid-cols-1">
        {charts.map((key) => (
          <Card key={key}>
            {models ? (
              <LazyTimeChart
                model={models[key]}
                onBack={undoRange}
                onRange={({ fromMs, toMs }) => setRange(absoluteRange(fromMs, toMs))}
                syncKey="overview"
                title={t(key)}
              />
            ) : (
              <ChartSkeleton />
            )}
          </Card>
        ))}
      </div>
    </>
  );
}

/** How many calls, seen where, and how surely they are some route's. */
function Source({ numbers }: { numbers: GatewayNumbers }) {
  const t = useTranslations('overview.basis');
  const tMetrics = useTranslations('metrics');
  const locale = useLocale();
  const gap = useSentenceGap();
  const reach = useReachWords();
  const count = new Intl.NumberFormat(locale);
  const { exact, computed, ambiguous } = asMetrics(numbers).attributed;
  const parts = [
    exact > 0 ? tMetrics('source.exact', { count: count.format(exact) }) : null,
    computed > 0 ? tMetrics('source.computed', { count: count.format(computed) }) : null,
    ambiguous > 0 ? t('ambiguous', { count: count.format(ambiguous) }) : null,
    numbers.withoutRoute.calls > 0 ? t('without', { count: count.format(numbers.withoutRoute.calls) }) : null,
  ].filter((part) => part !== null);
  return (
    <CallNotices notices={numbers.notices}>
      {tMetrics('source.from', {
        calls: tMetrics('source.calls', { count: numbers.totals.calls }),
        source: tMetrics(`source.${numbers.source}`),
        parts: parts.length > 0 ? parts.join(locale === 'zh-CN' ? '，' : ', ') : '–',
      })}
      {`${gap}${tMetrics('source.step', { step: formatDuration(numbers.stepS * 1_000_000) })}`}
      {hasNoPoint(numbers) ? `${gap}${tMetrics('source.noPoint')}` : null}
      {reach(numbers).map((sentence) => `${gap}${sentence}`)}
      {numbers.cut === null ? null : (
        <strong className="font-medium text-client-error">
          {gap}
          {t('cut', { count: count.format(numbers.cut.counted), since: new Date(numbers.cut.sinceS * 1000) })}
        </strong>
      )}
    </CallNotices>
  );
}
