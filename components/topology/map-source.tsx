'use client';

import { Info } from 'lucide-react';
import { useLocale, useTimeZone, useTranslations } from 'next-intl';
import { useSentenceGap } from '@/components/ui/sentence-gap';
import type { MapNotice, ServiceMap } from '@/lib/deepflow/service-map';

/** What the numbers of the map are made of, where they were counted, and what they leave out. */
export function MapSource({ map }: { map: ServiceMap }) {
  const t = useTranslations('serviceMap.source');
  const tNotice = useTranslations('serviceMap.notice');
  const tCalls = useTranslations('traces.notice');
  const locale = useLocale();
  const timeZone = useTimeZone();
  const gap = useSentenceGap();
  const { source, counted, route } = map;
  if (source === null) return null;
  const moment = new Intl.DateTimeFormat(locale, {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    ...(counted.precision === '1s' && { second: '2-digit' }),
    hourCycle: 'h23',
    ...(timeZone === undefined ? {} : { timeZone }),
  });
  const noticeWords = (notice: MapNotice) =>
    notice === 'no_ebpf' || notice === 'rows_cut' || notice === 'shared_host' ? tNotice(notice) : tCalls(notice);
  const sentences = [
    ...map.notices.map(noticeWords),
    ...(route === null ? [t(source), t('behind')] : routeSentences(route)),
    ...(map.keptFromS === null ? [] : [t('kept', { since: moment.format(map.keptFromS * 1000) })]),
    t('stretch', {
      from: moment.format(counted.fromMs),
      to: moment.format(counted.toMs),
      precision: t(counted.precision === '1s' ? 'second' : 'minute'),
    }),
  ];
  return (
    <p className="flex gap-1.5 text-muted text-xs" data-slot="map-source" role="note">
      <Info aria-hidden className="mt-0.5 size-3.5 shrink-0 text-subtle" />
      <span className="text-pretty">{sentences.join(gap)}</span>
    </p>
  );

  function routeSentences({
    attributed,
    withoutUpstream,
    sinceS,
    keptFromS,
  }: NonNullable<ServiceMap['route']>): string[] {
    const { exact, computed, ambiguous } = attributed;
    return [
      t('route', { calls: exact + computed, exact, computed }),
      ...(ambiguous > 0 ? [t('ambiguous', { count: ambiguous })] : []),
      ...(sinceS === null ? [] : [t('routeSince', { since: moment.format(sinceS * 1000) })]),
      ...(keptFromS === null ? [] : [t('routeKept', { since: moment.format(keptFromS * 1000) })]),
      ...(withoutUpstream > 0 ? [t('withoutUpstream', { count: withoutUpstream })] : []),
      t('routeBehind'),
    ];
  }
}
