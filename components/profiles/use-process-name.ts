'use client';

import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import type { ProfiledProcess } from '@/lib/deepflow/profile';

/** DeepFlow's name for everything that ran on one host. */
const wholeHost = 'Total';

/** A process in words: what runs, and where. */
export function useProcessName() {
  const t = useTranslations('profiles');
  return useCallback(
    ({ app, service, language }: ProfiledProcess, instance: string | null) => {
      const place = instance ?? service;
      const name = app === wholeHost ? t('wholeHost') : app;
      const words = place === '' ? name : t('processAt', { name, place });
      return language === 'eBPF' ? words : `${words} (${language})`;
    },
    [t],
  );
}
