import type { Span, Trace } from '@/lib/deepflow/dto';
import type { OpenedTrace } from '@/lib/telemetry/trace/columns';
import type { TraceFormat } from '@/lib/telemetry/trace/engine';

export function writeTrace(_format: TraceFormat, opened: OpenedTrace, spans: readonly Span[]): Blob {
  const { callId, startUs, endUs, tables, notices } = opened;
  const trace: Trace = { callId: callId ?? '', startUs, endUs, spans: [...spans], services: tables.services, notices };
  return new Blob([JSON.stringify(trace)], { type: 'application/json' });
}
