'use client';

import { useLocale, useTimeZone } from 'next-intl';
import { useMemo } from 'react';

/** A moment, epoch ms, to the second and with its day, in the reader's language and zone. */
export function useMoment(): (ms: number) => string {
  const locale = useLocale();
  const timeZone = useTimeZone();
  return useMemo(() => {
    const clock = new Intl.DateTimeFormat(locale, {
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      ...(timeZone === undefined ? {} : { timeZone }),
    });
    return (ms) => clock.format(ms);
  }, [locale, timeZone]);
}
