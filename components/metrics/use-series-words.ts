'use client';

import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { formatDuration } from '@/lib/telemetry/format';
import type { SeriesWords } from './prepare-route-charts';

/** Names of the series of calls, in the reader's language. */
export function useSeriesWords(): SeriesWords {
  const t = useTranslations('metrics');
  const tr = useTranslations('routeMetrics');
  return useMemo(() => {
    const outcome = {
      ok: t('series.ok'),
      client_error: t('series.client_error'),
      server_error: t('series.server_error'),
      timeout: t('series.timeout'),
      unknown: t('series.unknown'),
    };
    return {
      rate: t('series.rate'),
      outcome,
      duration: {
        p50: t('series.p50'),
        p90: t('series.p90'),
        p95: t('series.p95'),
        p99: t('series.p99'),
        max: t('series.max'),
        average: t('series.average'),
      },
      request: t('series.request'),
      response: t('series.response'),
      exemplar: (durationUs, of) => tr('exemplar', { duration: formatDuration(durationUs), outcome: outcome[of] }),
    };
  }, [t, tr]);
}
