import type { Span } from '@/lib/deepflow/dto';
import type { OpenedTrace } from '@/lib/telemetry/trace/columns';
import { layOut, type TraceInput } from '@/lib/telemetry/trace/lay-out';

const nowUs = 1_800_000_000_000_000;

/** Spans laid out as the engine does it. */
export function testOpened(spans: readonly Span[], over: Partial<TraceInput> = {}): OpenedTrace {
  return layOut({ callId: null, fileName: null, notices: [], spans, ...over }, nowUs).opened;
}
