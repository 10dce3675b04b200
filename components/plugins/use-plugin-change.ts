'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { RouteDetail } from '@/lib/apisix/dto';
import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import { apisixKeys } from '@/lib/apisix/queries';
import type { ChangePlan, ChangeResult, PluginWish } from '@/lib/changes/dto';
import { applyChange, changeKeys, planChange } from '@/lib/changes/queries';
import { type Versions, versionsOf } from './overtaken';

type Planned = { wish: PluginWish; plan: ChangePlan };

/** The steps of one change: preview, apply, and what became of it. Each failure leaves what was there before it. */
export function usePluginChange(gatewayId: string, routeId: string, plugin: SwitchedPlugin) {
  const queryClient = useQueryClient();
  const [planned, setPlanned] = useState<Planned | null>(null);
  const [overtaken, setOvertaken] = useState<Versions | null>(null);
  const target = { gatewayId, routeId, plugin };

  const refresh = () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: apisixKeys.route(gatewayId, routeId) }),
      queryClient.invalidateQueries({ queryKey: apisixKeys.lists(gatewayId) }),
      queryClient.invalidateQueries({ queryKey: changeKeys.gateway(gatewayId) }),
    ]);
  const preview = useMutation({
    mutationFn: (wish: PluginWish) => planChange({ ...target, wish }),
    onMutate: () => apply.reset(),
    onSuccess: (plan, wish) => setPlanned({ plan, wish }),
  });
  const apply = useMutation({
    mutationFn: ({ wish, plan, revertAt }: Planned & { revertAt: number | null }) =>
      applyChange({ ...target, wish, seen: plan.seen, revertAt: revertAt ?? undefined }),
    onSuccess: (result: ChangeResult) => {
      setPlanned(null);
      setOvertaken(null);
      // What was read back is in force: nobody waits for all the rest of the page to be read again.
      queryClient.setQueryData<RouteDetail>(
        apisixKeys.route(gatewayId, routeId),
        (detail) => detail && { ...detail, [plugin]: result.state },
      );
      void refresh();
    },
    onError: async (error, { plan }) => {
      if (error.problem.code !== 'conflict') return;
      setOvertaken(versionsOf(error.problem, plan));
      setPlanned(null);
      await refresh();
    },
  });
  const discard = () => {
    setPlanned(null);
    setOvertaken(null);
    preview.reset();
    apply.reset();
  };
  return {
    planned,
    overtaken,
    result: (apply.data ?? null) as ChangeResult | null,
    /** When the last applied change is restored; null: it stays. */
    revertAt: apply.data ? (apply.variables?.revertAt ?? null) : null,
    isPlanning: preview.isPending,
    isApplying: apply.isPending,
    planError: preview.error,
    applyError: apply.error,
    preview: preview.mutate,
    apply: (revertAt: number | null, onDone: (result: ChangeResult) => void) =>
      planned && apply.mutate({ ...planned, revertAt }, { onSuccess: onDone }),
    discard,
  };
}
