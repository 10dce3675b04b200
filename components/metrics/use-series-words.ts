'use client';

import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import type { SeriesWords } from './prepare-route-charts';

/** Names of the series of calls, in the reader's language. */
export function useSeriesWords(): SeriesWords {
  const t = useTranslations('metrics');
  return useMemo(
    () => ({
      rate: t('series.rate'),
      outcome: {
        ok: t('series.ok'),
        client_error: t('series.client_error'),
        server_error: t('series.server_error'),
        timeout: t('series.timeout'),
        unknown: t('series.unknown'),
      },
      p50: t('series.p50'),
      p95: t('series.p95'),
      p99: t('series.p99'),
      request: t('series.request'),
      response: t('series.response'),
    }),
    [t],
  );
}
