'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { type TraceToOpen, traceInEngineQuery } from '@/lib/telemetry/trace/trace-query';

/** The trace laid out, and the engine that holds its spans; null opens nothing. One engine for all who show a trace. */
export function useOpenTrace(trace: TraceToOpen | null) {
  const { data, error, isFetching, refetch } = useQuery(traceInEngineQuery(useQueryClient(), trace));
  // The first picture of a large trace is put together in pieces, between which the page answers.
  const isReady = useDeferredValue(data !== undefined);
  return { data: isReady ? data : undefined, error, isFetching, refetch };
}
