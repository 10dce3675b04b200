'use client';

import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { type FailureKind, failureKinds } from '@/lib/deepflow/network';
import type { NetworkWords } from './prepare-network-charts';

export function useNetworkWords(): NetworkWords {
  const t = useTranslations('routeMetrics.network');
  return useMemo(
    () => ({
      sent: t('series.sent'),
      received: t('series.received'),
      share: t('series.share'),
      retransmissions: t('series.retransmissions'),
      zeroWindows: t('series.zeroWindows'),
      mean: t('series.mean'),
      max: t('series.max'),
      opened: t('series.opened'),
      failure: Object.fromEntries(failureKinds.map((kind) => [kind, t(`failure.${kind}`)])) as Record<
        FailureKind,
        string
      >,
    }),
    [t],
  );
}
