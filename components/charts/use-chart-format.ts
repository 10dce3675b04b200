'use client';

import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { useMoment } from '@/components/ui/use-moment';
import { formatChange, formatPoints, missing } from '@/lib/telemetry/format';
import type { ChartUnit } from './chart-model';
import type { ReadoutFormat } from './chart-readout';
import { formatValue } from './format-value';

/** Numbers, changes and times of a chart in the reader's language and zone. */
export function useChartFormat(unit: ChartUnit): ReadoutFormat {
  const t = useTranslations('charts');
  const moment = useMoment();
  return useMemo(() => {
    // «+1 %» of a share of 1 % could be 2 % or 1.01 %.
    const points = (now: number | null, before: number | null) => {
      const text = formatPoints(now, before);
      return text === missing ? text : t('points', { points: text });
    };
    return {
      value: (value) => formatValue(unit, value),
      change: unit === 'share' ? points : formatChange,
      time: (timeS) => moment(timeS * 1000),
      label: ({ series }) => series?.label ?? t('total'),
    };
  }, [t, moment, unit]);
}
