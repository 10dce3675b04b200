'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import type { ChartMarker } from '@/components/charts/chart-model';
import { hrefs } from '@/components/shell/hrefs';
import { changeQueries } from '@/lib/changes/queries';
import type { QueryRange } from '@/lib/deepflow/queries';
import { useChangeWords } from './use-change-words';

export type ChangeMarkersScope = { gatewayId: string; range: QueryRange; routeId?: string };

/**
 * The changes that were begun in a range, of one route or of the whole gateway, as markers of its charts: the newest
 * hundred, and where there are more, one at the start of the range that says so. None while they are not known.
 */
export function useChangeMarkers({ gatewayId, range, routeId }: ChangeMarkersScope): readonly ChartMarker[] {
  const t = useTranslations('changes');
  const words = useChangeWords();
  const filter = {
    ...(routeId === undefined ? {} : { route: routeId }),
    since: String(Math.floor(range.fromMs)),
    until: String(Math.ceil(range.toMs)),
  };
  const { data } = useInfiniteQuery({
    ...changeQueries.list(gatewayId, filter),
    enabled: range.tickMs > 0,
    // Flags that vanish and come back at every refresh would draw the eye.
    placeholderData: (previous, query) =>
      query !== undefined && isSameScope(query.queryKey, gatewayId, routeId) ? previous : undefined,
  });
  const page = data?.pages[0];
  return useMemo(() => {
    if (page === undefined) return noMarkers;
    const markers = page.rows.map(
      (change): ChartMarker => ({
        timeS: change.at / 1000,
        label: t('marker.label', { what: words.what(change), on: words.on(change), who: change.actor }),
        href: hrefs.change(gatewayId, change.id),
      }),
    );
    const left = page.total - page.rows.length;
    if (left <= 0) return markers;
    const search = new URLSearchParams({ since: filter.since, until: filter.until });
    if (routeId !== undefined) search.set('route', routeId);
    const rest = {
      timeS: range.fromMs / 1000,
      label: t('marker.left', { count: left }),
      href: `${hrefs.changes(gatewayId)}?${search}`,
    };
    return [rest, ...markers];
  }, [page, t, words, gatewayId, routeId, range.fromMs, filter.since, filter.until]);
}

const noMarkers: readonly ChartMarker[] = [];

function isSameScope(key: readonly unknown[], gatewayId: string, routeId: string | undefined): boolean {
  const filter = key.at(-1) as { route?: string } | undefined;
  return key[1] === gatewayId && filter?.route === routeId;
}
