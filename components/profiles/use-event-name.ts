'use client';

import { useTranslations } from 'next-intl';
import { useCallback } from 'react';

const known = ['on-cpu', 'off-cpu', 'mem-alloc', 'mem-inuse', 'hbm-alloc', 'hbm-inuse'] as const;

/** What a kind of profile counts, in words; a kind of a language's own profiler by its own name. */
export function useEventName() {
  const t = useTranslations('profiles.eventName');
  return useCallback(
    (type: string) => {
      const found = known.find((one) => one === type);
      return found ? t(found) : type;
    },
    [t],
  );
}
