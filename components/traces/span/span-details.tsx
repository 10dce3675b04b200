'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { usePointWords } from '@/components/traces/point-words';
import { KindBadge, seriesColour } from '@/components/traces/span-marks';
import { CopyButton } from '@/components/ui/copy-button';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { SidePane } from '@/components/ui/side-pane';
import { Skeleton } from '@/components/ui/skeleton';
import { kindCodes, type OpenedTrace } from '@/lib/telemetry/trace/columns';
import type { TraceEngine } from '@/lib/telemetry/trace/engine';
import { SpanAttributes } from './span-attributes';
import { SpanFacts, SpanIds } from './span-facts';
import { SpanFaults } from './span-faults';
import { SpanGaps } from './span-gaps';
import { SpanLinks } from './span-links';
import { SpanNav } from './span-nav';
import { spanQuery } from './span-query';
import { SpanRaw } from './span-raw';

export type SpanDetailsProps = {
  gatewayId: string;
  /** The route one came from or that the trace names. */
  routeId: string | null;
  opened: OpenedTrace;
  engine: TraceEngine;
  index: number;
  /** Place of its service in the colour list. */
  colour: number | undefined;
  onSelect: (index: number) => void;
  onClose: () => void;
};

/** Everything about one span, beside the tree. What the columns hold is there at once, the rest when the engine sent it. */
export function SpanDetails(props: SpanDetailsProps) {
  const { gatewayId, routeId, opened, engine, index, colour, onSelect, onClose } = props;
  const t = useTranslations('spans.details');
  const pointWords = usePointWords();
  const query = useQuery(spanQuery(opened, engine, index));
  const { columns, tables } = opened;
  if (index < 0 || index >= columns.count) return null;
  const kind = kindCodes[columns.kind[index] ?? 0] ?? 'A';
  const name =
    kind === 'N'
      ? pointWords(tables.points[columns.point[index] ?? -1] ?? '')
      : (tables.names[columns.name[index] ?? -1] ?? '');
  const span = query.data;
  return (
    <SidePane
      actions={span ? <CopyButton label={t('copyJson')} text={() => JSON.stringify(span, null, 2)} /> : null}
      initialWidth={460}
      label={t('pane')}
      onClose={onClose}
      title={
        <span className="flex min-w-0 items-center gap-1.5" title={name}>
          <KindBadge kind={kind} />
          <span aria-hidden className="h-3.5 w-0.75 shrink-0 rounded-sm" style={{ background: seriesColour(colour) }} />
          <span className="truncate">{name}</span>
        </span>
      }
    >
      <div className="flex flex-col gap-4 p-4 text-xs" data-slot="span-details">
        <SpanNav index={index} onSelect={onSelect} opened={opened} />
        <SpanFaults index={index} opened={opened} span={span} />
        <SpanFacts gatewayId={gatewayId} index={index} opened={opened} span={span} />
        <SpanGaps index={index} onSelect={onSelect} opened={opened} />
        {span ? (
          <>
            <SpanLinks gatewayId={gatewayId} index={index} opened={opened} routeId={routeId} span={span} />
            <SpanIds gatewayId={gatewayId} routeId={routeId} span={span} />
            <SpanAttributes gatewayId={gatewayId} routeId={routeId} span={span} />
            <SpanRaw span={span} />
          </>
        ) : query.error ? (
          <ProblemPanel onRetry={() => query.refetch()} problem={query.error.problem} retrying={query.isFetching} />
        ) : (
          <DetailsSkeleton />
        )}
      </div>
    </SidePane>
  );
}

const skeletonWidths = [55, 70, 40, 80, 60, 45];

function DetailsSkeleton() {
  return (
    <Loading className="flex flex-col gap-2.5">
      {skeletonWidths.map((width) => (
        <div className="grid grid-cols-[40%_1fr] gap-4" key={width}>
          <Skeleton style={{ width: `${width}%` }} />
          <Skeleton style={{ width: `${100 - width / 2}%` }} />
        </div>
      ))}
    </Loading>
  );
}
