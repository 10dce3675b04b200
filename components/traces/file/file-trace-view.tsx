import { TraceView } from '@/components/traces/trace-view';
import type { OpenedTrace } from '@/lib/telemetry/trace/columns';
import type { TraceEngine } from '@/lib/telemetry/trace/engine';

export type FileTraceViewProps = { gatewayId: string; opened: OpenedTrace; engine: TraceEngine };

/** The trace of a file, shown like any other. */
export function FileTraceView({ gatewayId, opened, engine }: FileTraceViewProps) {
  return <TraceView engine={engine} gatewayId={gatewayId} opened={opened} routeId={opened.routeId} />;
}
