'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { parseTimeRange } from '@/lib/telemetry/time-range';
import { useTimeRange } from './use-time-range';

/** The way out of a time of which nothing can be known. */
export function LastHourButton() {
  const t = useTranslations('time');
  const { setRange } = useTimeRange();
  return <Button onClick={() => setRange(parseTimeRange('now-1h', 'now'))}>{t('lastHour')}</Button>;
}
