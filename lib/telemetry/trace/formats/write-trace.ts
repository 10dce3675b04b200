import type { Span, Trace } from '@/lib/deepflow/dto';
import type { OpenedTrace } from '@/lib/telemetry/trace/columns';
import type { TraceFormat } from '@/lib/telemetry/trace/engine';
import { unnamedService, writeJaeger } from './jaeger';
import { writeOtlp } from './otlp';
import { foreignOf } from './to-foreign';

/** The trace as a file that this console, and for OTLP and Jaeger other tools too, can open. */
export function writeTrace(format: TraceFormat, opened: OpenedTrace, spans: readonly Span[]): Blob {
  return new Blob([JSON.stringify(documentOf(format, opened, spans))], { type: 'application/json' });
}

function documentOf(format: TraceFormat, opened: OpenedTrace, spans: readonly Span[]): unknown {
  const { callId, startUs, endUs, tables, notices } = opened;
  const seed = callId ?? opened.fileName ?? '';
  switch (format) {
    case 'otlp':
      return writeOtlp(foreignOf(spans, seed, null), notices);
    case 'jaeger':
      return writeJaeger(foreignOf(spans, seed, unnamedService), notices);
    case 'json':
      return {
        callId: callId ?? '',
        startUs,
        endUs,
        spans: [...spans],
        services: tables.services,
        notices,
      } satisfies Trace;
  }
}
