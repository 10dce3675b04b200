'use client';

import { useLocale, useTimeZone, useTranslations } from 'next-intl';
import { useMemo } from 'react';
import type { Cells, Selection } from '@/lib/deepflow/distribution';
import { formatDuration } from '@/lib/telemetry/format';
import { type Area, selectionOf } from './prepare-heatmap';

const dayMs = 86_400_000;

/** Formats stretches of time and of durations in the viewer's zone. */
export function useRangeWords() {
  const locale = useLocale();
  const timeZone = useTimeZone() ?? 'UTC';
  return useMemo(() => {
    const format = (withDay: boolean) =>
      new Intl.DateTimeFormat(locale, {
        ...(withDay && { month: 'short', day: 'numeric' }),
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
        hourCycle: 'h23',
        timeZone,
      });
    const [clock, full] = [format(false), format(true)];
    return {
      times: ({ t0, t1 }: Pick<Selection, 't0' | 't1'>, withDay: boolean) =>
        `${(withDay ? full : clock).format(t0)} – ${(t1 - t0 >= dayMs ? full : clock).format(t1)}`,
      durations: ({ d0, d1 }: Pick<Selection, 'd0' | 'd1'>) => `${formatDuration(d0)} – ${formatDuration(d1)}`,
    };
  }, [locale, timeZone]);
}

/** Says what lies in a part of the picture: when, how long, how many calls, and how many of them failed. */
export function useAreaWords({ startMs, stepMs, edgesUs, columns }: Cells) {
  const t = useTranslations('distribution');
  const words = useRangeWords();
  const withDay = stepMs * columns.calls.length > 20 * 3_600_000;
  return (area: Area, { calls, errors }: { calls: number; errors: number }) => {
    const selection = selectionOf({ startMs, stepMs, edgesUs, cells: [], columns }, area);
    return t('area', {
      times: words.times(selection, withDay),
      durations: words.durations(selection),
      calls,
      errors,
    });
  };
}
