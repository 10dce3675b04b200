'use client';

import { useRouter } from 'next/navigation';
import { useTimeZone } from 'next-intl';
import { useEffect } from 'react';
import { timeZoneCookie } from '@/lib/i18n/locales';
import { setCookie } from './set-cookie';

/** Tells the server the browser's zone, so that both write the same times; on a first visit the page is asked for once more. */
export function TimeZoneCookie() {
  const router = useRouter();
  const serverZone = useTimeZone();
  useEffect(() => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!zone || zone === serverZone) return;
    if (setCookie(timeZoneCookie, zone)) router.refresh();
  }, [router, serverZone]);
  return null;
}
