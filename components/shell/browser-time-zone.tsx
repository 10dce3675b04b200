'use client';

import { NextIntlClientProvider, useLocale, useTimeZone } from 'next-intl';
import { type ReactNode, startTransition, useEffect, useState } from 'react';
import { timeZoneCookie } from '@/lib/i18n/locales';
import { setCookie } from './set-cookie';

/**
 * Times within are in the browser's zone. The server is told it by a cookie, so that both write the same times from the
 * next page on; on a first visit the times alone are written anew, here, and nothing is asked for again.
 */
export function BrowserTimeZone({ children }: { children: ReactNode }) {
  const locale = useLocale();
  const serverZone = useTimeZone();
  const [zone, setZone] = useState(serverZone);
  useEffect(() => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!own || own === serverZone) return;
    setCookie(timeZoneCookie, own);
    startTransition(() => setZone(own));
  }, [serverZone]);
  return (
    <NextIntlClientProvider locale={locale} {...(zone !== undefined && { timeZone: zone })}>
      {children}
    </NextIntlClientProvider>
  );
}
