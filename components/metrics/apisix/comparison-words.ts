'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { useMoment } from '@/components/ui/use-moment';
import type { ApisixNotice, RouteRef } from '@/lib/prometheus/apisix-metrics';
import type { Reason } from '@/lib/telemetry/difference-reasons';
import { formatDuration } from '@/lib/telemetry/format';

/** Sentences for what numbers lack and for why they differ. */
export function useComparisonWords() {
  const t = useTranslations('apisixMetrics');
  const locale = useLocale();
  const moment = useMoment();
  return useMemo(() => {
    const at = (timeS: number) => moment(timeS * 1000);
    const span = (seconds: number) => formatDuration(seconds * 1e6);
    const routes = (refs: readonly RouteRef[]) =>
      new Intl.ListFormat(locale, { type: 'conjunction' }).format(
        refs.map(({ id, name }) => (name === '' || name === id ? id : `${name} (${id})`)),
      );

    const notice = (of: ApisixNotice): string => {
      switch (of.kind) {
        case 'consumers':
          return t(`notice.consumers_${of.effect}`, { count: of.count });
        case 'shared_label':
          return t('notice.shared_label', { label: of.label, routes: routes(of.routes) });
        case 'begins':
        case 'ends':
          return t(`notice.${of.kind}`, { at: at(of.atS) });
        case 'holes':
          return t('notice.holes', { count: of.count, span: span(of.seconds) });
        case 'resets':
        case 'first':
          return t(`notice.${of.kind}`, { count: of.count });
        case 'clock_ahead':
        case 'stale':
          return t(`notice.${of.kind}`, { span: span(of.seconds) });
        case 'samples_cut':
          return t('notice.samples_cut', { metric: of.metric });
        default:
          return t(`notice.${of.kind}`);
      }
    };
    const reason = (of: Reason): string => {
      switch (of.kind) {
        case 'ambiguous':
        case 'timeouts':
        case 'resets':
        case 'first':
          return t(`reason.${of.kind}`, { count: of.count });
        case 'consumers':
          return t(`reason.consumers_${of.effect}`, { count: of.count });
        case 'deepflow_cut':
        case 'deepflow_kept':
          return t(`reason.${of.kind}`, { at: at(of.sinceS) });
        case 'deepflow_lags':
          return t('reason.deepflow_lags', { span: span(of.seconds) });
        case 'begins':
        case 'ends':
          return t(`reason.${of.kind}`, { at: at(of.atS) });
        case 'holes':
          return t('reason.holes', { span: span(of.seconds) });
        case 'shared_label':
          return t('reason.shared_label', { routes: routes(of.routes) });
        case 'clock':
          return of.seconds > 0
            ? t('reason.clock_ahead', { span: span(of.seconds) })
            : t('reason.clock_behind', { span: span(-of.seconds) });
        case 'buckets':
          return of.toUs === null
            ? t('reason.bucketsOpen', { from: formatDuration(of.fromUs) })
            : t('reason.buckets', { from: formatDuration(of.fromUs), to: formatDuration(of.toUs) });
        default:
          return t(`reason.${of.kind}`);
      }
    };
    return { notice, reason };
  }, [t, locale, moment]);
}
