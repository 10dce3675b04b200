'use client';

import '@xyflow/react/dist/base.css';
import { Background, Controls, type Edge, type Node, ReactFlow, type ReactFlowProps } from '@xyflow/react';
import { useTranslations } from 'next-intl';

export type GraphPlaneProps<N extends Node, E extends Edge> = Required<
  Pick<ReactFlowProps<N, E>, 'aria-label' | 'nodes' | 'edges' | 'nodeTypes' | 'edgeTypes' | 'fitViewOptions'>
> &
  Pick<ReactFlowProps<N, E>, 'onInit'>;

/** The plane of a graph: moved and zoomed, never edited. What can be pressed are the buttons in its nodes and edges. */
export function GraphPlane<N extends Node, E extends Edge>({ fitViewOptions, ...graph }: GraphPlaneProps<N, E>) {
  const t = useTranslations('spans.topology.controls');
  return (
    <ReactFlow
      {...graph}
      ariaLabelConfig={{
        'controls.zoomIn.ariaLabel': t('zoomIn'),
        'controls.zoomOut.ariaLabel': t('zoomOut'),
        'controls.fitView.ariaLabel': t('fit'),
        'controls.ariaLabel': t('label'),
      }}
      className="bg-surface"
      disableKeyboardA11y
      edgesFocusable={false}
      elementsSelectable={false}
      fitView
      fitViewOptions={fitViewOptions}
      maxZoom={2}
      minZoom={0.1}
      nodesConnectable={false}
      nodesDraggable={false}
      nodesFocusable={false}
      preventScrolling={false}
      proOptions={{ hideAttribution: true }}
      zoomOnScroll={false}
    >
      <Background color="var(--line)" gap={24} />
      <Controls
        className="overflow-hidden rounded-md border border-line-strong [&_button]:size-6 [&_button]:border-0 [&_button]:bg-surface [&_button]:p-1 [&_button]:hover:bg-hover [&_svg]:fill-muted"
        fitViewOptions={fitViewOptions}
        showInteractive={false}
      />
    </ReactFlow>
  );
}
