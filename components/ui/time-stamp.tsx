'use client';

import { useFormatter, useTimeZone, useTranslations } from 'next-intl';
import { cn } from './cn';
import { useNowMs } from './use-now';

export type TimeStampProps = {
  /** Epoch ms. */
  at: number;
  /** It is to come. Any other moment has passed, also where this machine's clock is behind. */
  isAhead?: boolean;
  className?: string;
};

const hourMs = 3_600_000;

/** A moment: «5 minutes ago» under an hour, date and time otherwise; both, with the zone, on hover. */
export function TimeStamp({ at, isAhead = false, className }: TimeStampProps) {
  const t = useTranslations('common');
  const format = useFormatter();
  const zone = useTimeZone() ?? 'UTC';
  const now = useNowMs();
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return <span className={className}>{t('none')}</span>;
  const relative = format.relativeTime(date, new Date(isAhead ? now : Math.max(now, at)));
  const absolute = format.dateTime(date, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  const isRecent = Math.abs(now - at) < hourMs;
  return (
    <time
      className={cn('whitespace-nowrap tabular-nums', className)}
      dateTime={date.toISOString()}
      title={t('timeBoth', { absolute, zone, relative })}
    >
      {isRecent ? relative : absolute.slice(0, -3)}
    </time>
  );
}
