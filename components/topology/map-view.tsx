'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useQueryStates } from 'nuqs';
import { type ReactNode, useCallback, useMemo, useRef } from 'react';
import type { TimeRangeHandle } from '@/components/time-range/use-time-range';
import { cn } from '@/components/ui/cn';
import { Segmented } from '@/components/ui/segmented';
import { Skeleton } from '@/components/ui/skeleton';
import { StepSearch } from '@/components/ui/step-search';
import type { ServiceMap } from '@/lib/deepflow/service-map';
import { EdgePane } from './edge-pane';
import type { MapGraphHandle } from './map-graph';
import { MapLegend } from './map-legend';
import { MapSource } from './map-source';
import { MapTable } from './map-table';
import { NodePane } from './node-pane';
import { mapParams } from './search-params';
import { foundNodes, leftOut, withFewClients, withFewServices } from './shown-map';
import { useIsNarrow } from './use-is-narrow';
import { useMapShortcuts } from './use-map-shortcuts';
import { useNodeName } from './use-map-words';

/** The graph library is loaded by those who look at the graph. */
const MapGraph = dynamic(() => import('./map-graph').then((module) => module.MapGraph), {
  ssr: false,
  loading: () => <Skeleton className="m-4 h-40" />,
});

export type MapViewProps = {
  gatewayId: string;
  map: ServiceMap;
  /** The numbers are of the range before; the new ones are on their way. */
  isOld: boolean;
  choice: ReactNode;
  time: TimeRangeHandle;
};

/** The map as graph or table, its search, and the details of what is looked at. */
export function MapView({ gatewayId, map, isOld, choice, time }: MapViewProps) {
  const t = useTranslations('serviceMap');
  const nameOf = useNodeName();
  const isNarrow = useIsNarrow();
  const [params, setParams] = useQueryStates(mapParams);
  const { q, focus, edge: edgeId, clients, sort, asc } = params;
  const view = params.view ?? (isNarrow ? 'table' : 'graph');
  const eachClient = clients === 'each';
  const { whole, graph } = useMemo(() => {
    const looked = map.edges.find(({ id }) => id === edgeId);
    const kept = [focus, looked?.from ?? null, looked?.to ?? null];
    const whole = withFewClients(map, { eachClient, kept });
    return { whole, graph: withFewServices(whole, kept) };
  }, [map, eachClient, focus, edgeId]);
  // One that is not drawn is found as well: it is drawn once it is looked at.
  const found = useMemo(() => foundNodes(whole.nodes, q, nameOf), [whole, q, nameOf]);
  const foundIds = useMemo(() => new Set(found.map(({ id }) => id)), [found]);
  const handle = useRef<MapGraphHandle>(null);
  const field = useRef<HTMLInputElement>(null);

  const selectNode = useCallback(
    (id: string) => void setParams({ focus: id, edge: null }, { history: 'push' }),
    [setParams],
  );
  const selectEdge = useCallback(
    (id: string) => void setParams({ edge: id, focus: null }, { history: 'push' }),
    [setParams],
  );
  const close = useCallback(() => void setParams({ focus: null, edge: null }), [setParams]);
  const step = (direction: 1 | -1) => {
    const at = found.findIndex(({ id }) => id === focus);
    const next =
      found[at < 0 ? (direction === 1 ? 0 : found.length - 1) : (at + direction + found.length) % found.length];
    if (next === undefined) return;
    void setParams({ focus: next.id, edge: null });
    handle.current?.reveal(next.id);
  };
  const setView = (wanted: 'graph' | 'table') => setParams({ view: wanted });
  useMapShortcuts({
    search: () => {
      field.current?.focus();
      field.current?.select();
    },
    next: () => step(1),
    previous: () => step(-1),
    fit: () => handle.current?.fit(),
    zoomIn: () => handle.current?.zoom(1),
    zoomOut: () => handle.current?.zoom(-1),
    view: () => setView(view === 'graph' ? 'table' : 'graph'),
  });

  const at = found.findIndex(({ id }) => id === focus);
  const node = graph.nodes.find(({ id }) => id === focus);
  const edge = graph.edges.find(({ id }) => id === edgeId);
  const ofRoute = map.route !== null;
  const rest = leftOut(map, graph);
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-2 max-sm:px-2">
        <Segmented
          label={t('view.label')}
          onValueChange={setView}
          options={[
            { value: 'graph', label: t('view.graph') },
            { value: 'table', label: t('view.table') },
          ]}
          value={view}
        />
        <StepSearch
          count={q.trim() === '' ? null : found.length}
          field={field}
          label={t('search.label')}
          next={t('search.next')}
          onStep={step}
          onValueChange={(text) => setParams({ q: text })}
          placeholder={t('search.placeholder')}
          previous={t('search.previous')}
          value={q}
          words={
            at < 0 ? t('search.count', { count: found.length }) : t('search.at', { at: at + 1, count: found.length })
          }
        />
        {choice}
      </div>
      <div className="flex min-h-0 flex-1">
        <div className="flex min-w-0 flex-1 flex-col">
          {/* The graph takes its height from this box, which must not take its own from the graph. */}
          <div className={cn('relative min-h-52 flex-1 transition-opacity', isOld && 'opacity-50')}>
            <div className="absolute inset-0">
              {view === 'graph' ? (
                <MapGraph
                  found={foundIds}
                  graph={graph}
                  key={eachClient ? 'each' : ''}
                  ofRoute={ofRoute}
                  onSelectEdge={selectEdge}
                  onSelectNode={selectNode}
                  ref={handle}
                  selectedEdge={edge?.id ?? null}
                  selectedNode={node?.id ?? null}
                />
              ) : (
                <MapTable
                  asc={asc}
                  graph={map}
                  ofRoute={ofRoute}
                  onSelectEdge={selectEdge}
                  onSelectNode={selectNode}
                  onSort={(by, up) => setParams({ sort: by, asc: up })}
                  q={q}
                  selectedEdge={edge?.id ?? null}
                  sort={sort}
                />
              )}
            </div>
          </div>
          <div className="flex shrink-0 flex-col gap-1 border-t px-4 py-2 max-sm:px-2">
            {!(node || edge || isOld) && (focus !== null || edgeId !== null) ? (
              <p className="font-medium text-xs" role="status">
                {t('pane.gone')}
              </p>
            ) : null}
            {view === 'graph' ? <MapLegend ofRoute={ofRoute} /> : null}
            {view === 'graph' && rest !== null ? (
              <p className="font-medium text-xs" data-slot="map-left-out">
                {t(rest.byServer ? 'leftOutOfMap' : 'leftOut', { count: rest.count })}
              </p>
            ) : null}
            <MapSource map={map} />
          </div>
        </div>
        {node ? (
          <NodePane
            eachClient={eachClient}
            gatewayId={gatewayId}
            graph={graph}
            node={node}
            onClose={close}
            onEachClient={(each) => setParams({ clients: each ? 'each' : null, focus: null }, { history: 'push' })}
            onSelectEdge={selectEdge}
            routeId={map.route?.id ?? null}
          />
        ) : edge ? (
          <EdgePane
            edge={edge}
            gatewayId={gatewayId}
            graph={graph}
            map={map}
            onClose={close}
            onSelectNode={selectNode}
            time={time}
          />
        ) : null}
      </div>
    </>
  );
}
