'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Versions, versionsOf } from '@/components/plugins/overtaken';
import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import { apisixKeys } from '@/lib/apisix/queries';
import type { MetadataPlan, PluginConfig, PluginWish } from '@/lib/changes/dto';
import type { JsonObject } from '@/lib/changes/json';
import { mergePatch } from '@/lib/changes/merge-patch';
import { undoAtOnce } from '@/lib/changes/queries';
import { applyMetadata, planMetadata } from '@/lib/instrumentation/queries';

/** The steps of one change of a metadata object: preview, apply, undo. Each failure leaves what was there before it. */
export function useMetadataChange(gatewayId: string, plugin: SwitchedPlugin) {
  const queryClient = useQueryClient();
  const target = { gatewayId, plugin };
  const [planned, setPlanned] = useState<{ wish: PluginWish; plan: MetadataPlan } | null>(null);
  const [overtaken, setOvertaken] = useState<Versions | null>(null);
  /** Counts what was written: what was typed until then is done with. */
  const [round, setRound] = useState(0);
  // Metadata decides what is in force on every route.
  const refresh = () => queryClient.invalidateQueries({ queryKey: apisixKeys.gateway(gatewayId) });
  const preview = useMutation({
    mutationFn: (wish: PluginWish) => planMetadata(target, wish).then((plan) => ({ wish, plan })),
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
      setOvertaken(null);
      await refresh();
      setRound((count) => count + 1);
    },
    onError: async (error, { plan }) => {
      if (error.problem.code !== 'conflict') return;
      setOvertaken(versionsOf(error.problem, plan));
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
  const discard = () => {
    setPlanned(null);
    setOvertaken(null);
    preview.reset();
    apply.reset();
    undo.reset();
  };
  return {
    round,
    planned: planned?.plan ?? null,
    result: apply.data ?? null,
    undone: undo.data ?? null,
    overtaken,
    error: preview.error ?? (overtaken ? null : apply.error) ?? undo.error,
    isPlanning: preview.isPending,
    isApplying: apply.isPending,
    isUndoing: undo.isPending,
    preview: (before: PluginConfig | null, config: PluginConfig) => preview.mutate(wishOf(before, config)),
    /** The same wish, on what is there now. */
    previewAgain: () => {
      if (preview.variables) preview.mutate(preview.variables);
    },
    apply: () => {
      if (planned) apply.mutate(planned);
    },
    undo: () => {
      if (apply.data?.changeId) undo.mutate(apply.data.changeId);
    },
    discard,
    /** The fields begin anew with what is there. */
    takeTheirs: () => {
      discard();
      setRound((count) => count + 1);
    },
  };
}

/**
 * The keys that differ, so that what somebody else sets meanwhile stays when the wish is put on top of it. A hidden
 * value that was not touched is in no wish. A list in place of an object is no difference of keys.
 */
function wishOf(before: PluginConfig | null, config: PluginConfig): PluginWish {
  try {
    return { state: 'on', config: mergePatch((before ?? {}) as JsonObject, config as JsonObject) ?? {} };
  } catch {
    return { state: 'exactly', config };
  }
}
