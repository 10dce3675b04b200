'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useQueryStates } from 'nuqs';
import { useMemo, useState } from 'react';
import { useTimeRange } from '@/components/time-range/use-time-range';
import type { PromqlAnswer, PromqlInput } from '@/lib/prometheus/dto';
import { promqlLimits } from '@/lib/prometheus/limits';
import { promqlKeys, promqlQueries } from '@/lib/prometheus/queries';
import { bucketStepS } from '@/lib/telemetry/time-range';
import { promqlParams, usableStep } from './search-params';

/** An answer with what was asked, and when it came (epoch ms). */
export type Answered = { input: PromqlInput; answer: PromqlAnswer; atMs: number };

/**
 * The expression of the address and its answer. One question is on its way at a time: a new one, another range or a
 * cancel ends the one before. The last answer stays until there is another. `pixels`: the width of a graph, which has
 * one point for each at most; null: not known yet, ask nothing.
 */
export function usePromql(gatewayId: string, pixels: number | null) {
  const time = useTimeRange();
  const client = useQueryClient();
  const [params, setParams] = useQueryStates(promqlParams);
  const [last, setLast] = useState<Answered | null>(null);
  const { range } = time;
  const { q, kind, step } = params;
  const longest = Math.ceil((range.toMs - range.fromMs) / 1000 / promqlLimits.points);
  const wished = usableStep(step);
  const stepS = wished === null ? bucketStepS(range, pixels ?? 1) : Math.max(wished, longest);
  const input = useMemo(
    (): PromqlInput => ({
      query: q,
      kind,
      from: range.fromMs,
      to: range.toMs,
      ...(kind === 'range' && { stepS }),
    }),
    [q, kind, range, stepS],
  );
  const run = { input, tickMs: range.tickMs };
  const enabled = pixels !== null && range.tickMs > 0 && q.trim() !== '' && q.length <= promqlLimits.query;
  const query = useQuery({ ...promqlQueries.run(gatewayId, run), enabled });
  if (query.data && query.data !== last?.answer) setLast({ input, answer: query.data, atMs: query.dataUpdatedAt });
  // What was asked of another gateway is nobody's older answer.
  const shown = q === '' ? null : query.data ? { input, answer: query.data, atMs: query.dataUpdatedAt } : last;
  return {
    time,
    params,
    setParams,
    /** The step that is asked for, and whether it is as wished. */
    stepS,
    isStepRaised: wished !== null && stepS !== wished,
    shown,
    /** What is shown is no answer to what is asked now. */
    isOlder: shown !== null && query.data === undefined,
    problem: query.error?.problem ?? null,
    isRunning: query.isFetching,
    /** Asked, ended by hand, and not answered. */
    isCancelled: enabled && query.fetchStatus === 'idle' && query.isPending,
    cancel: () => client.cancelQueries({ queryKey: promqlKeys.run(gatewayId, run) }),
    again: () => void query.refetch(),
  };
}

export type PromqlState = ReturnType<typeof usePromql>;
