'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { cn } from '@/components/ui/cn';

/** How long ago the data on screen were asked for; the width holds still while it counts. */
export function DataAge({ tickMs, className }: { tickMs: number; className?: string }) {
  const t = useTranslations('time');
  const [nowMs, setNowMs] = useState(tickMs);
  useEffect(() => {
    const update = () => setNowMs(Date.now());
    const timer = setInterval(update, 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.floor((nowMs - tickMs) / 1000));
  const age =
    seconds < 60
      ? t('seconds', { count: seconds })
      : seconds < 3600
        ? t('minutes', { count: Math.floor(seconds / 60) })
        : t('hours', { count: Math.floor(seconds / 3600) });
  return (
    <span className={cn('min-w-16 text-left font-normal text-subtle text-xs tabular-nums', className)}>
      {tickMs === 0 ? '' : seconds < 3 ? t('justNow') : t('age', { age })}
    </span>
  );
}
