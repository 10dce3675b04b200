'use client';

import { useRouter } from 'next/navigation';
import { useLocale } from 'next-intl';
import { type AppLocale, localeCookie } from '@/lib/i18n/locales';
import { setCookie } from './set-cookie';

export const themes = ['light', 'dark', 'system'] as const;

export function useLanguage(): { language: AppLocale; setLanguage: (language: AppLocale) => void } {
  const router = useRouter();
  const language = useLocale();
  return {
    language,
    setLanguage: (next) => {
      setCookie(localeCookie, next);
      router.refresh();
    },
  };
}
