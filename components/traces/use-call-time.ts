'use client';

import { useLocale, useTimeZone } from 'next-intl';
import { useMemo } from 'react';

export type CallTimeFormat = {
  /** `10:57:45.123`, in the viewer's zone. */
  clock: (us: number) => string;
  /** `11-22`, in the viewer's zone; for lists that span days. */
  day: (us: number) => string;
  /** Everything, zone and microseconds included: for hover and copies. */
  full: (us: number) => string;
};

/** Moments of calls and spans (epoch µs) in the viewer's zone. */
export function useCallTime(): CallTimeFormat {
  const locale = useLocale();
  const timeZone = useTimeZone() ?? 'UTC';
  return useMemo(() => {
    const clock = new Intl.DateTimeFormat(locale, {
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      fractionalSecondDigits: 3,
      hourCycle: 'h23',
      timeZone,
    });
    const day = new Intl.DateTimeFormat('en-CA', { month: '2-digit', day: '2-digit', timeZone });
    const full = new Intl.DateTimeFormat(locale, {
      dateStyle: 'medium',
      timeStyle: 'long',
      hourCycle: 'h23',
      timeZone,
    } as Intl.DateTimeFormatOptions);
    return {
      clock: (us) => clock.format(us / 1000),
      day: (us) => day.format(us / 1000),
      full: (us) => `${full.format(us / 1000)} · ${us} µs`,
    };
  }, [locale, timeZone]);
}
