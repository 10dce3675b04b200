'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { apisixKeys } from '@/lib/apisix/queries';
import type { ChangeSummary } from '@/lib/changes/dto';
import { changeKeys, changeQueries } from '@/lib/changes/queries';
import { isMoving } from './change-words';

const movingMs = 1000;
/** Another person, or a timer, may act on it. */
const waitingMs = 10_000;

/** Its restore is to come, or under way. */
function isTimed({ revertState }: ChangeSummary): boolean {
  return revertState === 'waiting' || revertState === 'restoring';
}

/** One change, asked for again while the server is at it; its items and the routes it writes follow. */
export function useChange(gatewayId: string, changeId: string) {
  const queryClient = useQueryClient();
  const query = useQuery({
    ...changeQueries.one(gatewayId, changeId),
    staleTime: 0,
    refetchInterval: ({ state: { data } }) => {
      if (!data || data.status === 'planned') return false;
      if (isMoving(data)) return movingMs;
      const mayMove = data.status === 'paused' || data.status === 'interrupted' || isTimed(data);
      return mayMove ? waitingMs : false;
    },
  });
  const { data } = query;
  const state = data ? JSON.stringify([data.status, data.counts, data.revertState]) : '';
  useEffect(() => {
    if (state === '') return;
    void queryClient.invalidateQueries({ queryKey: changeKeys.items(gatewayId, changeId) });
  }, [state, queryClient, gatewayId, changeId]);
  const status = data?.status;
  useEffect(() => {
    if (status === undefined || status === 'planned' || status === 'running') return;
    void queryClient.invalidateQueries({ queryKey: apisixKeys.gateway(gatewayId), refetchType: 'none' });
    void queryClient.invalidateQueries({ queryKey: changeKeys.lists(gatewayId), refetchType: 'none' });
    void queryClient.invalidateQueries({ queryKey: changeKeys.timers(gatewayId) });
  }, [status, queryClient, gatewayId]);
  return query;
}
