'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import { apisixKeys } from '@/lib/apisix/queries';
import type { MetadataPlan, PluginConfig, PluginWish } from '@/lib/changes/dto';
import { undoAtOnce } from '@/lib/changes/queries';
import { applyMetadata, planMetadata } from '@/lib/instrumentation/queries';

/** The steps of one change of a metadata object: preview, apply, undo. Each failure leaves what was there before it. */
export function useMetadataChange(gatewayId: string, plugin: SwitchedPlugin) {
  const queryClient = useQueryClient();
  const target = { gatewayId, plugin };
  const [planned, setPlanned] = useState<{ wish: PluginWish; plan: MetadataPlan } | null>(null);
  /** Counts what was written: what was typed until then is done with. */
  const [round, setRound] = useState(0);
  // Metadata decides what is in force on every route.
  const refresh = () => queryClient.invalidateQueries({ queryKey: apisixKeys.gateway(gatewayId) });
  const preview = useMutation({
    mutationFn: (config: PluginConfig) => {
      const wish: PluginWish = { state: 'exactly', config };
      return planMetadata(target, wish).then((plan) => ({ wish, plan }));
    },
    onMutate: () => {
      apply.reset();
      undo.reset();
    },
    onSuccess: setPlanned,
  });
  const apply = useMutation({
    mutationFn: ({ wish, plan }: { wish: PluginWish; plan: MetadataPlan }) => applyMetadata(target, wish, plan.seen),
    onSuccess: async () => {
      setPlanned(null);
      await refresh();
      setRound((count) => count + 1);
    },
    onError: async (error) => {
      if (error.problem.code !== 'conflict') return;
      setPlanned(null);
      await refresh();
    },
  });
  const undo = useMutation({
    mutationFn: (changeId: string) => undoAtOnce(gatewayId, changeId),
    onSuccess: async () => {
      apply.reset();
      await refresh();
      setRound((count) => count + 1);
    },
  });
  return {
    round,
    planned: planned?.plan ?? null,
    result: apply.data ?? null,
    undone: undo.data ?? null,
    error: preview.error ?? apply.error ?? undo.error,
    isPlanning: preview.isPending,
    isApplying: apply.isPending,
    isUndoing: undo.isPending,
    preview: preview.mutate,
    apply: () => {
      if (planned) apply.mutate(planned);
    },
    undo: () => {
      if (apply.data?.changeId) undo.mutate(apply.data.changeId);
    },
    discard: () => {
      setPlanned(null);
      preview.reset();
      apply.reset();
      undo.reset();
    },
  };
}
