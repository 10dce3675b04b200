'use client';

import { BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import { useTranslations } from 'next-intl';
import { memo } from 'react';
import { cn } from '@/components/ui/cn';
import { errorShareOf, failuresOf, type MapEdge } from '@/lib/deepflow/service-map';
import { formatDuration, formatRate, formatShare } from '@/lib/telemetry/format';
import { edgePath, ownPath, type Point } from './edge-path';
import { failedText, healthLook, healthOf } from './shown-map';

export type MapEdgeData = {
  edge: MapEdge;
  width: number;
  /** Corners of the rows that it passes other columns in, from left to right. */
  lanes: readonly Point[];
  /** Where on its way between two columns its words stand, 0 … 1: where edges that meet at one end are apart. */
  wordsAt: number;
  fromName: string;
  toName: string;
  hasLabel: boolean;
  isSelected: boolean;
  isDimmed: boolean;
  /** In the graph of one route an edge of all traffic stands back. */
  isBehind: boolean;
  onSelect: (id: string) => void;
};

/** One edge: wide by its rate, coloured and dashed by its failures, with its numbers on it as a button. */
export const MapEdgeView = memo(function MapEdgeView(props: EdgeProps<Edge<MapEdgeData>>) {
  const t = useTranslations('serviceMap');
  const { data, markerEnd, source, target } = props;
  if (data === undefined) return null;
  const { edge, width, fromName, toName, hasLabel, isSelected, isDimmed, isBehind, onSelect } = data;
  const { numbers } = edge;
  const from = { x: props.sourceX, y: props.sourceY };
  const to = { x: props.targetX, y: props.targetY };
  const { path, words } = source === target ? ownPath(from, to) : edgePath(from, to, data);
  const health = healthOf(numbers);
  const { stroke, dash } = healthLook[health];
  return (
    <>
      <BaseEdge
        interactionWidth={0}
        {...(markerEnd === undefined ? {} : { markerEnd })}
        path={path}
        style={{
          stroke: isSelected ? 'var(--accent)' : stroke,
          strokeWidth: width,
          strokeDasharray: isBehind ? '1 5' : dash,
          strokeLinecap: isBehind ? 'round' : 'butt',
          opacity: isDimmed ? 0.15 : isBehind ? 0.7 : 0.85,
        }}
      />
      {hasLabel ? (
        <EdgeLabelRenderer>
          <button
            aria-pressed={isSelected}
            className="nodrag nopan absolute rounded-sm border bg-surface px-1 py-px text-center text-2xs text-muted leading-tight tabular-nums hover:bg-hover hover:text-fg aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-fg"
            data-edge={edge.id}
            onClick={() => onSelect(edge.id)}
            style={{
              transform: `translate(-50%, -50%) translate(${words.x}px, ${words.y}px)`,
              pointerEvents: 'all',
              zIndex: 1,
            }}
            type="button"
          >
            <span className="sr-only">{t('edge', { from: fromName, to: toName })} </span>
            <span className="whitespace-nowrap">
              {formatRate(numbers.perSecond)} · {formatDuration(numbers.meanUs)}
            </span>
            {failuresOf(numbers) > 0 ? (
              <span className={cn('block whitespace-nowrap', failedText[health])}>
                {' '}
                {t('failed', { share: formatShare(errorShareOf(numbers)) })}
              </span>
            ) : null}
          </button>
        </EdgeLabelRenderer>
      ) : null}
    </>
  );
});
