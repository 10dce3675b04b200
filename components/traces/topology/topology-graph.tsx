'use client';

import {
  BaseEdge,
  type Edge,
  EdgeLabelRenderer,
  type EdgeProps,
  getBezierPath,
  MarkerType,
  type Node,
} from '@xyflow/react';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { GraphPlane } from '@/components/charts/graph-plane';
import { formatCount, formatDuration } from '@/lib/telemetry/format';
import type { OpenedTrace } from '@/lib/telemetry/trace/columns';
import type { Topology, TopologyEdge } from '@/lib/telemetry/trace/topology';
import { placeTopology } from '@/lib/telemetry/trace/topology-layout';
import { type NodeData, nodeHeight, nodeWidth, TopologyNodeView } from './topology-node';

export type TopologyGraphProps = {
  opened: OpenedTrace;
  topology: Topology;
  colours: ReadonlyMap<string, number>;
  selected: number;
  onSelect: (index: number) => void;
};

type EdgeData = { edge: TopologyEdge; onSelect: (index: number) => void };

const columnGap = 320;
const rowGap = 96;

const nodeTypes = { service: TopologyNodeView };
const edgeTypes = { calls: CallsEdge };
const fitOptions = { maxZoom: 1, padding: 0.15 };

/** The graph itself: nodes and the words on edges are buttons, so that the keyboard reaches all of it. */
export function TopologyGraph({ opened, topology, colours, selected, onSelect }: TopologyGraphProps) {
  const t = useTranslations('spans.topology');
  const selectedService = opened.columns.service[selected] ?? -1;
  const selectedId = selected < 0 ? null : (opened.tables.services[selectedService]?.id ?? null);
  const nodes = useMemo(() => {
    const places = placeTopology(topology);
    return topology.nodes.map((node): Node<NodeData> => {
      const { column, row } = places.get(node.id) ?? { column: 0, row: 0 };
      return {
        id: node.id,
        type: 'service',
        position: { x: column * columnGap, y: row * rowGap },
        width: nodeWidth,
        height: nodeHeight,
        // A node that is neither selected nor dragged gets no pointer at all, and its button neither.
        style: { pointerEvents: 'all' },
        data: {
          node,
          colour: node.serviceId === null ? undefined : colours.get(node.serviceId),
          isSelected: node.serviceId !== null && node.serviceId === selectedId,
          onSelect,
        },
      };
    });
  }, [topology, colours, selectedId, onSelect]);
  const edges = useMemo(
    () =>
      topology.edges.map(
        (edge): Edge<EdgeData> => ({
          id: edge.id,
          source: edge.from,
          target: edge.to,
          type: 'calls',
          data: { edge, onSelect },
          markerEnd: { type: MarkerType.ArrowClosed, color: 'var(--subtle)' },
        }),
      ),
    [topology, onSelect],
  );
  return (
    <GraphPlane
      aria-label={t('graph')}
      edges={edges}
      edgeTypes={edgeTypes}
      fitViewOptions={fitOptions}
      nodes={nodes}
      nodeTypes={nodeTypes}
    />
  );
}

function CallsEdge(props: EdgeProps<Edge<EdgeData>>) {
  const t = useTranslations('spans.topology');
  const { data, markerEnd, source, target } = props;
  const isOwn = source === target;
  const [path, x, y] = isOwn ? ownPath(props) : getBezierPath(props);
  if (data === undefined) return null;
  const { edge, onSelect } = data;
  const hasErrors = edge.errors > 0;
  return (
    <>
      <BaseEdge
        {...(markerEnd === undefined ? {} : { markerEnd })}
        path={path}
        style={{
          stroke: hasErrors ? 'var(--server-error-solid)' : 'var(--subtle)',
          strokeWidth: hasErrors ? 1.5 : 1,
          strokeDasharray: hasErrors ? '6 3' : undefined,
        }}
      />
      <EdgeLabelRenderer>
        <button
          className="nodrag nopan absolute rounded-sm border bg-surface px-1 text-2xs text-muted tabular-nums hover:bg-hover hover:text-fg"
          onClick={() => onSelect(edge.first)}
          style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)`, pointerEvents: 'all' }}
          type="button"
        >
          {t('edge', { calls: edge.calls, total: formatDuration(edge.totalUs) })}
          {hasErrors ? (
            <span className="text-server-error"> · {t('edgeErrors', { errors: formatCount(edge.errors) })}</span>
          ) : null}
        </button>
      </EdgeLabelRenderer>
    </>
  );
}

/** A loop below the node: a line from a node to itself would lie under it. */
function ownPath({ sourceX, sourceY, targetX, targetY }: EdgeProps): [string, number, number] {
  const y = Math.max(sourceY, targetY) + nodeHeight * 0.95;
  return [
    `M ${sourceX} ${sourceY} C ${sourceX + 50} ${y}, ${targetX - 50} ${y}, ${targetX} ${targetY}`,
    (sourceX + targetX) / 2,
    y - nodeHeight * 0.25,
  ];
}
