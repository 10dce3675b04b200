'use client';

import { useTranslations } from 'next-intl';
import { useQueryStates } from 'nuqs';
import { useMemo } from 'react';
import { type Comparison, comparisonShiftS, earlierRange } from '@/lib/telemetry/compare';
import type { ResolvedRange } from '@/lib/telemetry/time-range';
import { compareParams } from './search-params';

export type CompareHandle<Range> = {
  comparison: Comparison | null;
  setComparison: (next: Comparison | null) => void;
  /** The range to ask for beside today's, and how many seconds earlier it lies; null: nothing is compared. */
  earlier: { range: Range; shiftS: number; label: string } | null;
};

/**
 * What the page's charts are compared with, by the address. `stepS` is the step of today's data where it is known, so
 * that those of the period before lie on the same grid. The earlier answer goes into a chart by `withBefore`.
 */
export function useCompare<Range extends ResolvedRange>(range: Range, stepS = 1): CompareHandle<Range> {
  const t = useTranslations('charts.compare');
  const [{ compare: comparison }, setParams] = useQueryStates(compareParams);
  const earlier = useMemo(() => {
    if (comparison === null) return null;
    const shiftS = comparisonShiftS(range, comparison, stepS);
    return { range: earlierRange(range, shiftS), shiftS, label: t(`beforeLabel.${comparison}`) };
  }, [comparison, range, stepS, t]);
  return { comparison, setComparison: (next) => setParams({ compare: next }), earlier };
}
