'use client';

import type { OpenedTrace } from '@/lib/telemetry/trace/columns';

export type TraceTopologyProps = {
  opened: OpenedTrace;
  /** Place in the colour list by service id. */
  colours: ReadonlyMap<string, number>;
  selected: number;
  onSelect: (index: number) => void;
};

/** Services and hops of one trace as a graph. */
export function TraceTopology(_props: TraceTopologyProps) {
  return null;
}
