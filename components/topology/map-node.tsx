'use client';

import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { Box, CircleHelp, Globe, Layers, type LucideIcon, Network, Users, Waypoints } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { memo } from 'react';
import { cn } from '@/components/ui/cn';
import { failuresOf, type MapNode, type MapNodeKind, type MapNumbers } from '@/lib/deepflow/service-map';
import { formatRate } from '@/lib/telemetry/format';
import { failedText, type Health, healthOf } from './shown-map';
import { useFailedWords, useNodeName } from './use-map-words';

export const nodeWidth = 184;
export const nodeHeight = 54;

export type MapNodeData = {
  node: MapNode;
  /** What came to it; of a client what it sent. */
  numbers: MapNumbers;
  isSelected: boolean;
  isFound: boolean;
  isDimmed: boolean;
  onSelect: (id: string) => void;
};

export const kindIcons: Record<MapNodeKind, LucideIcon> = {
  gateway: Waypoints,
  service: Box,
  address: Network,
  internet: Globe,
  unknown: CircleHelp,
  clients: Users,
  services: Layers,
};

const ring: Record<Health, string> = {
  quiet: 'border-line-strong',
  ok: 'border-ok-solid/60',
  some: 'border-client-error-solid',
  many: 'border-server-error-solid',
};

/** One node: what it is, its rate, and how much of it fails, by its ring and in words. */
export const MapNodeView = memo(function MapNodeView({ data }: NodeProps<Node<MapNodeData>>) {
  const { node, numbers, isSelected, isFound, isDimmed, onSelect } = data;
  const t = useTranslations('serviceMap');
  const nameOf = useNodeName();
  const failedWords = useFailedWords();
  const name = nameOf(node);
  const health = healthOf(numbers);
  const failed = failedWords(numbers);
  const Icon = kindIcons[node.kind];
  return (
    <div className="h-full w-full">
      <Handle className="pointer-events-none opacity-0" isConnectable={false} position={Position.Left} type="target" />
      <button
        aria-pressed={isSelected}
        className={cn(
          'nodrag flex h-full w-full flex-col justify-center gap-0.5 rounded-md border-2 bg-surface px-2.5 text-left text-xs hover:bg-hover aria-pressed:bg-accent-soft aria-pressed:outline-2 aria-pressed:outline-accent',
          // Its words stay readable: only what catches the eye steps back.
          isDimmed ? 'border-line bg-transparent' : ring[health],
          isFound && 'bg-accent-soft outline-2 outline-accent outline-dashed',
        )}
        data-health={health}
        data-node={node.id}
        onClick={() => onSelect(node.id)}
        title={name}
        type="button"
      >
        <span className="flex w-full min-w-0 items-center gap-1.5">
          <Icon
            aria-hidden
            className={cn('size-3.5 shrink-0', node.kind === 'gateway' ? 'text-accent' : 'text-subtle')}
          />
          <span
            className={cn(
              'min-w-0 truncate',
              node.kind === 'gateway' ? 'font-semibold' : 'font-medium',
              isDimmed && 'text-subtle',
            )}
          >
            {name}
          </span>
          <span className="sr-only">{t('node', { kind: t(`kind.${node.kind}`) })} </span>
        </span>
        <span className={cn('truncate text-2xs tabular-nums', isDimmed ? 'text-subtle' : 'text-muted')}>
          {formatRate(numbers.perSecond)}
          {failuresOf(numbers) > 0 ? <span className={isDimmed ? '' : failedText[health]}> · {failed}</span> : null}
        </span>
      </button>
      <Handle className="pointer-events-none opacity-0" isConnectable={false} position={Position.Right} type="source" />
    </div>
  );
});
