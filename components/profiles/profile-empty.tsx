'use client';

import type { Route } from 'next';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { hrefs } from '@/components/shell/hrefs';
import { keepTimeRange } from '@/components/time-range/time-range-params';
import type { TimeRangeHandle } from '@/components/time-range/use-time-range';
import { widerPreset } from '@/components/traces/call-empty';
import { Button, buttonVariants } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { parseTimeRange } from '@/lib/telemetry/time-range';

/** Why there is no profile. */
type ProfileEmptyReason =
  /** The gateway has no DeepFlow. */
  | 'noDeepflow'
  /** Nothing was profiled in this range. */
  | 'none'
  /** The process that the address asks for was not. */
  | 'unknown'
  /** Neither the gateway nor an upstream of the route was; other processes were. */
  | 'unrelated'
  /** The process has stacks no more. */
  | 'noStacks';

export type ProfileEmptyProps = {
  reason: ProfileEmptyReason;
  gatewayId: string;
  time: Pick<TimeRangeHandle, 'chosen' | 'setRange'>;
  /** What the address asks for. */
  wish?: string;
  /** Forgets it. */
  onForget?: () => void;
};

/** Why there is no profile, and the one thing to do about it. */
export function ProfileEmpty({ reason, gatewayId, time, wish = '', onForget }: ProfileEmptyProps) {
  const t = useTranslations('profiles.empty');
  const search = useSearchParams();
  const wider = widerPreset(time.chosen);
  const widen =
    wider === null ? null : <Button onClick={() => time.setRange(parseTimeRange(wider, 'now'))}>{t('widen')}</Button>;
  const actions: Record<ProfileEmptyReason, ReactNode> = {
    noDeepflow: (
      <Link className={buttonVariants()} href={keepTimeRange(hrefs.status(gatewayId), search) as Route}>
        {t('openStatus')}
      </Link>
    ),
    none: widen,
    unknown: (
      <>
        {onForget ? <Button onClick={onForget}>{t('forget')}</Button> : null}
        {widen}
      </>
    ),
    unrelated: widen,
    noStacks: widen,
  };
  return (
    <EmptyState action={actions[reason]} title={t(`${reason}.title`)}>
      {t(`${reason}.text`, { wish })}
    </EmptyState>
  );
}
