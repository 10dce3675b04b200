'use client';

import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import { points } from '@/lib/deepflow/points';

/** A point in the reader's words; one that is not known stays as DeepFlow writes it. */
export function usePointWords(): (point: string) => string {
  const t = useTranslations('traces');
  return useCallback(
    (point: string) => {
      const known = points.find((one) => one === point);
      return known === undefined ? point : t(`point.${known}`);
    },
    [t],
  );
}
