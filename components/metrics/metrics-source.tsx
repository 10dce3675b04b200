'use client';

import { useLocale, useTranslations } from 'next-intl';
import { CallNotices } from '@/components/traces/call-notices';
import { useSentenceGap } from '@/components/ui/sentence-gap';
import { useMoment } from '@/components/ui/use-moment';
import type { RouteMetrics } from '@/lib/deepflow/dto';
import { formatDuration } from '@/lib/telemetry/format';
import { hasNoPoint } from './prepare-route-charts';
import { useReachWords } from './use-reach-words';

export type MetricsSourceProps = {
  metrics: Pick<RouteMetrics, 'source' | 'attributed' | 'cut' | 'keptFromS' | 'completeToS' | 'notices' | 'stepS'> & {
    totals: { calls: number };
    /** Where lines are drawn from it. */
    rate?: RouteMetrics['rate'];
  };
  withStep: boolean;
};

/** What the numbers rest on: how many calls, seen where, attributed how surely, and what is missing. */
export function MetricsSource({ metrics, withStep }: MetricsSourceProps) {
  const t = useTranslations('metrics');
  const locale = useLocale();
  const moment = useMoment();
  const gap = useSentenceGap();
  const reach = useReachWords();
  const { exact, computed, ambiguous } = metrics.attributed;
  const number = new Intl.NumberFormat(locale);
  const parts = [
    exact > 0 ? t('source.exact', { count: number.format(exact) }) : null,
    computed > 0 ? t('source.computed', { count: number.format(computed) }) : null,
    ambiguous > 0 ? t('source.ambiguous', { count: number.format(ambiguous) }) : null,
  ].filter((part) => part !== null);
  return (
    <CallNotices notices={metrics.notices}>
      {t('source.from', {
        calls: t('source.calls', { count: metrics.totals.calls }),
        source: t(`source.${metrics.source}`),
        parts: parts.length > 0 ? parts.join(locale === 'zh-CN' ? '，' : ', ') : '–',
      })}
      {withStep ? `${gap}${t('source.step', { step: formatDuration(metrics.stepS * 1_000_000) })}` : null}
      {metrics.rate && hasNoPoint({ totals: metrics.totals, rate: metrics.rate })
        ? `${gap}${t('source.noPoint')}`
        : null}
      {reach(metrics).map((sentence) => `${gap}${sentence}`)}
      {metrics.cut === null ? null : (
        <strong className="font-medium text-client-error">
          {gap}
          {t('cut', { count: number.format(metrics.cut.counted), since: moment(metrics.cut.sinceS * 1000) })}
        </strong>
      )}
    </CallNotices>
  );
}
