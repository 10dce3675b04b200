import type { L7Row } from '@/sandbox/deepflow/l7-row';
import { HostClocks } from '@/sandbox/deepflow/tracing/clocks';
import { connect } from '@/sandbox/deepflow/tracing/connect';
import { toSpans } from '@/sandbox/deepflow/tracing/merge';
import { type NetworkSet, networkSets } from '@/sandbox/deepflow/tracing/network-set';
import type { ProcessSet } from '@/sandbox/deepflow/tracing/process-set';
import { processSets } from '@/sandbox/deepflow/tracing/process-sets';
import { type LinkItem, type Relations, relate } from '@/sandbox/deepflow/tracing/relations';
import type { TracingSettings } from '@/sandbox/deepflow/tracing/settings';
import type { Span } from '@/sandbox/deepflow/tracing/span';

export type Forest = {
  spans: readonly Span[];
  processes: readonly ProcessSet[];
  networks: readonly NetworkSet[];
  /** By the spans' index. */
  relations: Relations;
  /** By agent, µs. */
  clockCorrections: ReadonlyMap<number, number>;
};

/** Makes trees of rows: halves become spans, spans sets of one process or one leg, and sets are connected. */
export function assemble(rows: readonly L7Row[], settings: TracingSettings): Forest {
  const spans = toSpans(rows);
  const items = spans.map(({ row, traceIds }): LinkItem => ({ row, traceIds: new Set(traceIds), values: row }));
  const relations = relate(items, { settings, network: 'loose' });
  const clocks = new HostClocks();
  const processes = processSets(spans, clocks.learn);
  const onNetwork = [
    ...spans.filter((span) => span.isPacket),
    ...spans.filter((span) => span.isProcess && span.point === 's-p'),
    ...spans.filter((span) => span.isProcess && span.point !== 's-p'),
  ];
  const networks = networkSets(onNetwork, items, relations, settings, clocks.learn);
  for (const set of processes) set.markRootsAndLeafs();
  connect(processes, networks, spans, relations, settings, clocks.learn);
  return { spans, processes, networks, relations, clockCorrections: clocks.corrections() };
}
