import type { Call, Outcome, SpanKind, Trace } from '@/lib/deepflow/dto';
import { countKinds } from './trace-layout';

export type TraceSummary = {
  method: string;
  host: string;
  path: string;
  outcome: Outcome;
  status: number | null;
  startUs: number;
  durationUs: number | null;
  kinds: Record<SpanKind, number>;
};

/**
 * What the head of a trace says: the call as the gateway saw it, or, while that is not known, the first span of a process.
 * The duration without the call is the trace's own length.
 */
export function traceSummary(trace: Trace, call: Call | null): TraceSummary {
  const first = trace.spans.find((span) => span.kind !== 'N') ?? trace.spans[0];
  const kinds = countKinds(trace.spans);
  if (call !== null) {
    const { method, host, path, outcome, status, startUs, durationUs } = call;
    return { method, host, path, outcome, status, startUs, durationUs, kinds };
  }
  return {
    method: '',
    host: '',
    path: first?.name ?? trace.callId,
    outcome: first?.outcome ?? 'unknown',
    status: first?.status ?? null,
    startUs: trace.startUs,
    durationUs: trace.endUs - trace.startUs,
    kinds,
  };
}

/** The route that a trace came from: the one in the address, else the first that a span names. */
export function routeOfTrace(trace: Trace | undefined, fromAddress: string | null): string | null {
  return fromAddress ?? trace?.spans.find((span) => span.routeId !== null)?.routeId ?? null;
}
