'use client';

import { useTranslations } from 'next-intl';
import { points } from '@/lib/deepflow/points';

/** A point in the reader's words; one that is not known stays as DeepFlow writes it. */
export function usePointWords(): (point: string) => string {
  const t = useTranslations('traces');
  return (point) => {
    const known = points.find((one) => one === point);
    return known === undefined ? point : t(`point.${known}`);
  };
}
