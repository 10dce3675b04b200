'use client';

import { useLocale, useTimeZone, useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { formatChange, formatPoints, missing } from '@/lib/telemetry/format';
import type { ChartUnit } from './chart-model';
import type { ReadoutFormat } from './chart-readout';
import { formatValue } from './format-value';

/** Numbers, changes and times of a chart in the reader's language and zone. */
export function useChartFormat(unit: ChartUnit): ReadoutFormat {
  const t = useTranslations('charts');
  const locale = useLocale();
  const timeZone = useTimeZone();
  return useMemo(() => {
    const clock = new Intl.DateTimeFormat(locale, {
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      ...(timeZone === undefined ? {} : { timeZone }),
    });
    // «+1 %» of a share of 1 % could be 2 % or 1.01 %.
    const points = (now: number | null, before: number | null) => {
      const text = formatPoints(now, before);
      return text === missing ? text : t('points', { points: text });
    };
    return {
      value: (value) => formatValue(unit, value),
      change: unit === 'share' ? points : formatChange,
      time: (timeS) => clock.format(timeS * 1000),
      label: ({ series }) => series?.label ?? t('total'),
    };
  }, [t, locale, timeZone, unit]);
}
