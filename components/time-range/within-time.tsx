'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { isAhead } from '@/lib/telemetry/time-range';
import { LastHourButton } from './last-hour-button';
import { useTimeRange } from './use-time-range';

/**
 * What speaks of the page's time range alone. Of a range that lies in the future every part would look for a reason of its
 * own why it is empty, such as an agent that does not run.
 */
export function WithinTime({ children }: { children: ReactNode }) {
  const t = useTranslations('time');
  const { range, refresh } = useTimeRange();
  if (range.tickMs === 0 || !isAhead(range, range.tickMs)) return children;
  return (
    <EmptyState
      action={
        <>
          {/* Nothing else ticks where no refresh is on: it may have begun since. */}
          <Button onClick={refresh}>{t('refreshNow')}</Button>
          <LastHourButton />
        </>
      }
      title={t('ahead.title')}
    >
      {t('ahead.text')}
    </EmptyState>
  );
}
