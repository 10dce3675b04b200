'use client';

import { useTranslations } from 'next-intl';
import { useMoment } from '@/components/ui/use-moment';
import type { RouteMetrics } from '@/lib/deepflow/dto';
import { formatDuration } from '@/lib/telemetry/format';
import { lateS } from '@/lib/telemetry/lateness';

export type Reach = Pick<RouteMetrics, 'keptFromS' | 'completeToS' | 'notices'>;

const late = formatDuration(lateS.calls * 1e6);

/** Sentences that say of which part of the range nothing is known: what DeepFlow keeps no more, and what is on its way. */
export function useReachWords(): (reach: Reach) => string[] {
  const t = useTranslations('metrics');
  const moment = useMoment();
  return ({ keptFromS, completeToS, notices }) => [
    ...(keptFromS === null ? [] : [t('kept', { time: moment(keptFromS * 1000) })]),
    // Where DeepFlow lags behind it is later than is taken for granted.
    ...(completeToS === null
      ? []
      : [
          t(notices.includes('lagging') ? 'incomplete' : 'incompleteAsUsual', {
            time: moment(completeToS * 1000),
            late,
          }),
        ]),
  ];
}
