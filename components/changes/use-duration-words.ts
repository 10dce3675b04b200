'use client';

import { useTranslations } from 'next-intl';

/** A rest of time as one reads a clock: «12 min», «1 h»; it is rounded up, so that it is never shorter than it says. */
export function useDurationWords(): (ms: number) => string {
  const t = useTranslations('changes.timed');
  return (ms) => {
    const minutes = Math.ceil(ms / 60_000);
    if (minutes < 1) return t('soon');
    if (minutes < 120) return t('minutes', { count: minutes });
    return t('hours', { count: Math.ceil(minutes / 60) });
  };
}
