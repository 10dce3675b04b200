'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type TraceToOpen, traceInEngineQuery } from '@/lib/telemetry/trace/trace-query';

/** The trace laid out, and the engine that holds its spans; null opens nothing. One engine for all who show a trace. */
export function useOpenTrace(trace: TraceToOpen | null) {
  return useQuery(traceInEngineQuery(useQueryClient(), trace));
}
