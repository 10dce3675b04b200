'use client';

import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { useTranslations } from 'next-intl';
import { KindBadge, seriesColour } from '@/components/traces/span-marks';
import { cn } from '@/components/ui/cn';
import { formatCount, formatDuration } from '@/lib/telemetry/format';
import type { TopologyNode } from '@/lib/telemetry/trace/topology';
import { useNodeWords } from './use-node-words';

export const nodeWidth = 200;
export const nodeHeight = 58;

export type NodeData = {
  node: TopologyNode;
  colour: number | undefined;
  isSelected: boolean;
  onSelect: (index: number) => void;
};

/** One node: its name, by what it is known, and how long it worked itself. */
export function TopologyNodeView({ data }: NodeProps<Node<NodeData>>) {
  const { node, colour, isSelected, onSelect } = data;
  const t = useTranslations('spans.topology');
  const words = useNodeWords();
  const name = words(node);
  const isObserved = node.first >= 0;
  return (
    <div className="h-full w-full">
      <Handle className="pointer-events-none opacity-0" isConnectable={false} position={Position.Left} type="target" />
      <button
        aria-pressed={isSelected}
        className={cn(
          'nodrag flex h-full w-full flex-col justify-center gap-1 rounded-md border border-line-strong bg-surface px-2.5 text-left text-xs hover:bg-hover aria-pressed:border-accent aria-pressed:bg-accent-soft',
          node.kind !== 'service' && node.kind !== 'gateway' && 'border-dashed',
        )}
        disabled={!isObserved}
        onClick={() => onSelect(node.first)}
        title={`${name}: ${t('spans', { count: node.spans })}`}
        type="button"
      >
        <span className="flex w-full min-w-0 items-center gap-1.5">
          <span
            aria-hidden
            className="h-3.5 w-0.75 shrink-0 rounded-sm"
            style={{ background: node.kind === 'client' ? 'transparent' : seriesColour(colour) }}
          />
          <span className="min-w-0 truncate font-medium">{name}</span>
          <span className="ml-auto flex shrink-0 gap-0.5">
            {node.evidence.map((kind) => (
              <KindBadge key={kind} kind={kind} />
            ))}
          </span>
        </span>
        <span className="truncate pl-2 text-2xs text-muted tabular-nums">
          {node.kind === 'gateway' ? `${t('gateway')} · ` : ''}
          {node.spans === 0 ? t('notObserved') : t('node', { self: formatDuration(node.selfUs) })}
          {node.errors > 0 ? (
            <span className="text-server-error"> · {t('edgeErrors', { errors: formatCount(node.errors) })}</span>
          ) : null}
        </span>
      </button>
      <Handle className="pointer-events-none opacity-0" isConnectable={false} position={Position.Right} type="source" />
    </div>
  );
}
