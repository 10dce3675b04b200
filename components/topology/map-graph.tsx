'use client';

import type { Edge, Node, ReactFlowInstance } from '@xyflow/react';
import { useTranslations } from 'next-intl';
import {
  type FocusEvent,
  type KeyboardEvent,
  type Ref,
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from 'react';
import { GraphPlane } from '@/components/charts/graph-plane';
import type { MapGraph as Graph } from '@/lib/deepflow/fold-map';
import { flowEdges, flowNodes, nearTo, positionOf } from './flow-parts';
import { type MapEdgeData, MapEdgeView } from './map-edge';
import { neighbourOf } from './map-keys';
import { type MapNodeData, MapNodeView, nodeHeight, nodeWidth } from './map-node';
import { type MapPlaces, placeMap } from './place-map';
import { useNodeName } from './use-map-words';

/** What the page's keys and search do to the graph. */
export type MapGraphHandle = {
  fit: () => void;
  zoom: (direction: 1 | -1) => void;
  /** Brings a node into sight. */
  reveal: (nodeId: string) => void;
};

export type MapGraphProps = {
  graph: Graph;
  /** The graph is about one route: what is of all traffic stands back. */
  ofRoute: boolean;
  selectedNode: string | null;
  selectedEdge: string | null;
  /** Ids of nodes that the search found. */
  found: ReadonlySet<string>;
  onSelectNode: (id: string) => void;
  onSelectEdge: (id: string) => void;
  ref: Ref<MapGraphHandle>;
};

const nodeTypes = { place: MapNodeView };
const edgeTypes = { calls: MapEdgeView };
const fitOptions = { maxZoom: 1.1, padding: 0.08 };

/** The graph itself. Nodes and the words on edges are buttons, arrows lead from node to node. */
export function MapGraph(props: MapGraphProps) {
  const { graph, ofRoute, selectedNode, selectedEdge, found, onSelectNode, onSelectEdge, ref } = props;
  const t = useTranslations('serviceMap');
  const nameOf = useNodeName();
  const flow = useRef<ReactFlowInstance<Node<MapNodeData>, Edge<MapEdgeData>>>(null);
  const host = useRef<HTMLDivElement>(null);
  const places = useKeptPlaces(graph);
  const near = useMemo(() => nearTo(graph, selectedNode, selectedEdge), [graph, selectedNode, selectedEdge]);
  const nodes = useMemo(
    () => flowNodes(graph, { places, near, selectedNode, found, onSelect: onSelectNode }),
    [graph, places, near, selectedNode, found, onSelectNode],
  );
  const edges = useMemo(
    () => flowEdges(graph, { places, near, selectedEdge, ofRoute, nameOf, onSelect: onSelectEdge }),
    [graph, places, near, selectedEdge, ofRoute, nameOf, onSelectEdge],
  );

  const reveal = (id: string) => {
    const place = places.get(id);
    if (place === undefined || flow.current === null) return;
    const { x, y } = positionOf(place);
    const zoom = Math.max(flow.current.getZoom(), 0.7);
    void flow.current.setCenter(x + nodeWidth / 2, y + nodeHeight / 2, { zoom });
  };
  useImperativeHandle(ref, () => ({
    fit: () => void flow.current?.fitView(fitOptions),
    zoom: (direction) => void (direction === 1 ? flow.current?.zoomIn() : flow.current?.zoomOut()),
    reveal,
  }));

  const bringInto = useEffectEvent((id: string) => {
    const [own, plane] = [
      nodeElement(host.current, id)?.getBoundingClientRect(),
      host.current?.getBoundingClientRect(),
    ];
    // One that is drawn because it is looked at has no element yet.
    if (plane && !(own && isInside(own, plane))) reveal(id);
  });
  // The details that open beside the graph may cover what they are about.
  useEffect(() => {
    if (selectedNode !== null) bringInto(selectedNode);
  }, [selectedNode]);

  const handleKey = (event: KeyboardEvent) => {
    const from = event.target instanceof HTMLElement ? event.target.dataset.node : undefined;
    const next = from === undefined ? null : neighbourOf(places, from, event.key);
    if (next === null) return;
    event.preventDefault();
    nodeElement(host.current, next)?.focus({ preventScroll: true });
  };
  /** What the keyboard comes to may lie outside; the browser must not scroll the plane for it. */
  const handleFocus = ({ target }: FocusEvent) => {
    const plane = host.current;
    if (!(target instanceof HTMLElement) || plane === null || !target.matches(':focus-visible')) return;
    for (let box = target.parentElement; box !== null && box !== plane; box = box.parentElement) box.scrollTo(0, 0);
    const edge = graph.edges.find(({ id }) => id === target.dataset.edge);
    const id = target.dataset.node ?? edge?.to;
    if (id !== undefined && !isInside(target.getBoundingClientRect(), plane.getBoundingClientRect())) reveal(id);
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the nodes inside, which are buttons.
    <div className="h-full w-full" onFocus={handleFocus} onKeyDown={handleKey} ref={host}>
      <GraphPlane
        aria-label={t('graph')}
        edges={edges}
        edgeTypes={edgeTypes}
        fitViewOptions={fitOptions}
        nodes={nodes}
        nodeTypes={nodeTypes}
        onInit={(instance) => {
          flow.current = instance;
        }}
      />
    </div>
  );
}

function nodeElement(host: HTMLElement | null, id: string): HTMLElement | null {
  return host?.querySelector<HTMLElement>(`[data-node="${CSS.escape(id)}"]`) ?? null;
}

function isInside(inner: DOMRect, outer: DOMRect): boolean {
  const isAcross = inner.left >= outer.left && inner.right <= outer.right;
  return isAcross && inner.top >= outer.top && inner.bottom <= outer.bottom;
}

/** Places that stay from one reading of the map to the next. */
function useKeptPlaces(graph: Graph): MapPlaces {
  const [kept, setKept] = useState(() => ({ graph, places: placeMap(graph) }));
  if (kept.graph === graph) return kept.places;
  const places = placeMap(graph, kept.places);
  setKept({ graph, places });
  return places;
}
