'use client';

import { useLocale, useNow, useTimeZone, useTranslations } from 'next-intl';
import { formatTimePoint, type TimePoint, type TimeRange } from '@/lib/telemetry/time-range';
import { toZonedInput } from './zoned-input';

const relativeKeys = { s: 'lastSeconds', m: 'lastMinutes', h: 'lastHours', d: 'lastDays' } as const;

/** A range in the reader's words: «Last 3 hours», or both ends in the reader's zone. */
export function useRangeWords(): (chosen: TimeRange, resolved: { fromMs: number; toMs: number }) => string {
  const t = useTranslations('time');
  const locale = useLocale();
  const timeZone = useTimeZone();
  const dayOf = (at: number) => toZonedInput(at, timeZone ?? 'UTC').slice(0, 10);
  // The server's, while hydrating as well.
  const thisYear = dayOf(useNow().getTime()).slice(0, 4);
  return ({ from, to }, { fromMs, toMs }) => {
    const endsNow = to.kind === 'now' && to.agoMs === 0;
    const relative = endsNow ? /^now-(\d+)([smhd])$/.exec(formatTimePoint(from)) : null;
    if (relative) return t(relativeKeys[relative[2] as keyof typeof relativeKeys], { count: Number(relative[1]) });
    const clock = {
      hour: '2-digit',
      minute: '2-digit',
      ...([from, to].some(hasSeconds) ? { second: '2-digit' as const } : {}),
      hourCycle: 'h23',
      ...(timeZone === undefined ? {} : { timeZone }),
    } as const;
    const format = (ms: number, withDay: boolean) =>
      new Intl.DateTimeFormat(locale, {
        ...(withDay && { ...(!dayOf(ms).startsWith(thisYear) && { year: 'numeric' }), month: 'short', day: 'numeric' }),
        ...clock,
      }).format(ms);
    if (endsNow) return t('sinceFixed', { from: format(fromMs, true) });
    // Not by formatRange, whose spaces differ from one version of ICU to the next: server and browser must agree.
    return `${format(fromMs, true)} – ${format(toMs, dayOf(fromMs) !== dayOf(toMs))}`;
  };
}

function hasSeconds(point: TimePoint): boolean {
  return point.kind === 'at' && point.ms % 60_000 !== 0;
}
