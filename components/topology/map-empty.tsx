'use client';

import type { Route } from 'next';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { hrefs } from '@/components/shell/hrefs';
import { LastHourButton } from '@/components/time-range/last-hour-button';
import { keepTimeRange } from '@/components/time-range/time-range-params';
import type { TimeRangeHandle } from '@/components/time-range/use-time-range';
import { widerPreset } from '@/components/traces/call-empty';
import { Button, buttonVariants } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { parseTimeRange } from '@/lib/telemetry/time-range';

export type MapEmptyProps = {
  /** Why there is no map: no DeepFlow, nothing watches the gateway, nothing is kept of the time, or nothing came. */
  reason: 'noDeepflow' | 'blind' | 'notKept' | 'noTraffic';
  gatewayId: string;
  time: Pick<TimeRangeHandle, 'chosen' | 'setRange'>;
};

/** Why there is nothing on the map, and the one thing to do about it. */
export function MapEmpty({ reason, gatewayId, time }: MapEmptyProps) {
  const t = useTranslations('serviceMap.empty');
  const search = useSearchParams();
  const wider = widerPreset(time.chosen);
  const widen =
    wider === null ? null : <Button onClick={() => time.setRange(parseTimeRange(wider, 'now'))}>{t('widen')}</Button>;
  const status = (
    <Link className={buttonVariants()} href={keepTimeRange(hrefs.status(gatewayId), search) as Route}>
      {t('openStatus')}
    </Link>
  );
  return (
    <EmptyState
      action={reason === 'noTraffic' ? widen : reason === 'notKept' ? <LastHourButton /> : status}
      title={t(`${reason}.title`)}
    >
      {t(`${reason}.text`)}
    </EmptyState>
  );
}
