'use client';

import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { changeQueries } from '@/lib/changes/queries';
import { type Timers, timerKey } from './timers';

export const timersMs = 15_000;

/** Tells which plugins of which routes are on for a time only, again and again. Draws nothing. */
export function TimerFeed({ gatewayId, onChange }: { gatewayId: string; onChange: (timers: Timers) => void }) {
  const { data } = useQuery({ ...changeQueries.timers(gatewayId), refetchInterval: timersMs });
  useEffect(() => {
    if (!data) return;
    onChange(
      new Map(
        data.flatMap(({ changeId, plugin, routeIds, at }) =>
          routeIds.map((routeId) => [timerKey(routeId, plugin), { at, changeId }] as const),
        ),
      ),
    );
  }, [data, onChange]);
  return null;
}
