'use client';

import { useTranslations } from 'next-intl';
import { useMoment } from '@/components/ui/use-moment';
import type { RouteMetrics } from '@/lib/deepflow/dto';

export type Reach = Pick<RouteMetrics, 'keptFromS' | 'completeToS'>;

/** Sentences that say of which part of the range nothing is known: what DeepFlow keeps no more, and what is on its way. */
export function useReachWords(): (reach: Reach) => string[] {
  const t = useTranslations('metrics');
  const moment = useMoment();
  return ({ keptFromS, completeToS }) => [
    ...(keptFromS === null ? [] : [t('kept', { time: moment(keptFromS * 1000) })]),
    ...(completeToS === null ? [] : [t('incomplete', { time: moment(completeToS * 1000) })]),
  ];
}
