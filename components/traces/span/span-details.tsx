'use client';

import type { OpenedTrace } from '@/lib/telemetry/trace/columns';
import type { TraceEngine } from '@/lib/telemetry/trace/engine';

export type SpanDetailsProps = {
  gatewayId: string;
  /** The route one came from or that the trace names. */
  routeId: string | null;
  opened: OpenedTrace;
  engine: TraceEngine;
  index: number;
  /** Place of its service in the colour list. */
  colour: number | undefined;
  onSelect: (index: number) => void;
  onClose: () => void;
};

/** Everything about one span, beside the tree. */
export function SpanDetails(_props: SpanDetailsProps) {
  return null;
}
