'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { EmptyState } from '@/components/ui/empty-state';
import { Loading } from '@/components/ui/loading';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import type { OpenedTrace } from '@/lib/telemetry/trace/columns';
import { topologyOf } from '@/lib/telemetry/trace/topology';
import { TopologyTable } from './topology-table';

/** The graph library is loaded by those who open the graph. */
const TopologyGraph = dynamic(() => import('./topology-graph').then((module) => module.TopologyGraph), {
  ssr: false,
  loading: GraphSkeleton,
});

export type TraceTopologyProps = {
  opened: OpenedTrace;
  /** Place in the colour list by service id. */
  colours: ReadonlyMap<string, number>;
  selected: number;
  onSelect: (index: number) => void;
};

/** Services and hops of one trace as a graph, and the same as a table. */
export function TraceTopology({ opened, colours, selected, onSelect }: TraceTopologyProps) {
  const t = useTranslations('spans.topology');
  const topology = useMemo(() => topologyOf(opened), [opened]);
  const merged = topology.nodes.find(({ kind }) => kind === 'other');
  if (topology.nodes.length === 0) return <EmptyState title={t('empty')}>{t('emptyText')}</EmptyState>;
  return (
    <div className="flex h-full min-h-0 flex-1 flex-col overflow-auto" data-slot="trace-topology">
      {merged === undefined ? null : (
        <Notice className="mx-4 mt-3">
          {t('merged', { count: merged.members, shown: topology.nodes.length - 1 })}
        </Notice>
      )}
      {/* The graph takes its height from this box, which must not take its own from the graph. */}
      <div className="relative min-h-52 flex-1">
        <div className="absolute inset-0">
          <TopologyGraph
            colours={colours}
            onSelect={onSelect}
            opened={opened}
            selected={selected}
            topology={topology}
          />
        </div>
      </div>
      <TopologyTable onSelect={onSelect} topology={topology} />
    </div>
  );
}

function GraphSkeleton() {
  return (
    <Loading className="flex h-full items-center justify-center gap-12">
      <Skeleton className="h-14 w-40" />
      <Skeleton className="h-14 w-40" />
      <Skeleton className="h-14 w-40" />
    </Loading>
  );
}
