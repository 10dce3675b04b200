'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import type { TimeRangeHandle } from '@/components/time-range/use-time-range';
import { Button } from '@/components/ui/button';
import { useSentenceGap } from '@/components/ui/sentence-gap';
import { SidePane } from '@/components/ui/side-pane';
import type { MapGraph } from '@/lib/deepflow/fold-map';
import type { MapEdge, MapNode, ServiceMap } from '@/lib/deepflow/service-map';
import { MapFigures } from './map-figures';
import { MapLinks } from './map-links';
import { useNodeName } from './use-map-words';

/** uPlot is loaded by those who look at an edge. */
const EdgeCourse = dynamic(() => import('./edge-course').then((module) => module.EdgeCourse), { ssr: false });

export type EdgePaneProps = {
  gatewayId: string;
  map: ServiceMap;
  graph: MapGraph;
  edge: MapEdge;
  time: Pick<TimeRangeHandle, 'range' | 'setRange' | 'undoRange'>;
  onSelectNode: (id: string) => void;
  onClose: () => void;
};

/** What is known of one edge: its numbers, where they were counted, and their course over time. */
export function EdgePane({ gatewayId, map, graph, edge, time, onSelectNode, onClose }: EdgePaneProps) {
  const t = useTranslations('serviceMap.pane');
  const tPoint = useTranslations('serviceMap.point');
  const nameOf = useNodeName();
  const gap = useSentenceGap();
  const nodeOf = (id: string) => graph.nodes.find((node) => node.id === id);
  const ends: (MapNode | undefined)[] = [nodeOf(edge.from), nodeOf(edge.to)];
  const [from = '', to = ''] = ends.map((node) => (node ? nameOf(node) : ''));
  const routeId = map.route?.id ?? null;
  const isOfRoute = edge.of === 'route';
  const isTogether = ends.some((node) => node !== undefined && node.members > 1) || edge.point === null;
  return (
    <SidePane initialWidth={500} label={t('edge', { from, to })} onClose={onClose} title={`${from} → ${to}`}>
      <div className="flex flex-col gap-4 p-4">
        <MapFigures numbers={edge.numbers} />
        <p className="text-muted text-xs">
          {edge.protocols.length > 0 ? `${edge.protocols.join(', ')} · ` : ''}
          {isOfRoute
            ? t('countedCalls')
            : edge.point === null
              ? t('several')
              : t('countedAt', { point: edge.point, source: tPoint(edge.source) })}
          {routeId !== null && !isOfRoute ? `${gap}${t('allTraffic')}` : ''}
        </p>
        <MapLinks gatewayId={gatewayId} routeId={isOfRoute ? routeId : null} {...linkedEnds(ends)} />
        <p className="flex flex-wrap gap-2">
          {ends.map((node) =>
            node ? (
              <Button key={node.id} onClick={() => onSelectNode(node.id)} size="sm" variant="ghost">
                {t('showFrom', { name: nameOf(node) })}
              </Button>
            ) : null,
          )}
        </p>
        {isOfRoute || isTogether ? (
          <p className="text-muted text-xs">{t(isOfRoute ? 'noCourse.route' : 'noCourse.several')}</p>
        ) : (
          <EdgeCourse edge={edge} gatewayId={gatewayId} precision={map.counted.precision} time={time} />
        )}
      </div>
    </SidePane>
  );
}

/** The gateway is at one end of an edge of a route: the other end is what calls are filtered by. */
function linkedEnds([from, to]: readonly (MapNode | undefined)[]) {
  return to?.kind === 'gateway' ? { caller: from } : { called: to };
}
