// biome-ignore-all lint/a11y/useSemanticElements: cells of a virtual treegrid.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid holds the focus and names the active row.
'use client';

import { ChevronDown, ChevronRight } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { OutcomeMark } from '@/components/traces/call-marks';
import { usePointWords } from '@/components/traces/point-words';
import { KindBadge, seriesColour } from '@/components/traces/span-marks';
import { Chip } from '@/components/ui/chip';
import { cn } from '@/components/ui/cn';
import { formatDuration, formatExact } from '@/lib/telemetry/format';
import { type OpenedTrace, outcomeCodes } from '@/lib/telemetry/trace/columns';
import type { AlignedRow } from '@/lib/telemetry/trace/compare/align';
import { type CompareRow, kindOf } from '@/lib/telemetry/trace/compare/compare-rows';
import { timesOf } from '@/lib/telemetry/trace/compare/differences';
import { Delta } from './delta';

/** On a narrow screen the difference stands beside the names, for what one came to see; the rest is scrolled to. */
export const compareTemplate =
  'grid grid-cols-[minmax(18rem,1fr)_7rem_7rem_14rem] items-center [--step:12px] max-sm:grid-cols-[minmax(12rem,1fr)_10rem_5.5rem_5.5rem] max-sm:[--step:5px]';
export const timeOrder = 'max-sm:order-2';
export const deltaOrder = 'max-sm:order-1';
/** Deeper levels are drawn at this one: what is left of the column belongs to the names. */
const deepest = 20;

export type CompareRowViewProps = {
  a: OpenedTrace;
  b: OpenedTrace;
  row: AlignedRow;
  visible: CompareRow;
  isFolded: boolean;
  /** The largest difference of all rows: the bars' scale. */
  largestUs: number;
  colours: ReadonlyMap<string, number>;
  linkTo: (side: 'a' | 'b', index: number) => string;
  onFold: (row: number, isFolded: boolean) => void;
};

export function CompareRowView(props: CompareRowViewProps) {
  const { a, b, row, largestUs, linkTo } = props;
  const { aUs, bUs, deltaUs, share } = timesOf(a, b, row);
  const size = largestUs > 0 ? (Math.abs(deltaUs ?? 0) / largestUs) * 50 : 0;
  return (
    <>
      <RowName {...props} />
      <Time href={row.a < 0 ? null : linkTo('a', row.a)} outcome={outcomeAt(a, row.a)} us={aUs} />
      <Time href={row.b < 0 ? null : linkTo('b', row.b)} outcome={outcomeAt(b, row.b)} us={bUs} />
      <div className={cn('flex h-full items-center gap-2 px-2', deltaOrder)} role="gridcell">
        {/* From the middle: shorter to the left, longer to the right. */}
        <span aria-hidden className="relative h-2 w-16 shrink-0 border-x border-line bg-sunken max-sm:hidden">
          <span className="absolute inset-y-0 left-1/2 w-px bg-line-strong" />
          <span
            className={
              (deltaUs ?? 0) > 0
                ? 'absolute inset-y-0 bg-server-error-solid'
                : 'hatched absolute inset-y-0 text-ok bg-ok-soft'
            }
            style={{ left: (deltaUs ?? 0) > 0 ? '50%' : `${50 - size}%`, width: `${size}%` }}
          />
        </span>
        <span className="truncate font-mono tabular-nums">
          {deltaUs === null ? <span className="text-subtle">–</span> : <Delta deltaUs={deltaUs} share={share} />}
        </span>
      </div>
    </>
  );
}

function RowName({ a, b, row, visible, isFolded, colours, onFold }: CompareRowViewProps) {
  const t = useTranslations('spans.compare');
  const tTraces = useTranslations('traces');
  const pointWords = usePointWords();
  const first = labelAt(row.a >= 0 ? a : b, row.a >= 0 ? row.a : row.b);
  const second = row.a >= 0 && row.b >= 0 ? labelAt(b, row.b) : first;
  const kind = kindOf(a, b, row);
  const name = kind === 'N' ? pointWords(first.point) : first.name;
  const colour = first.serviceId === null ? undefined : colours.get(first.serviceId);
  return (
    <div className="flex h-full min-w-0 items-center gap-1.5 overflow-hidden pr-2 pl-1" role="gridcell">
      <span
        aria-hidden
        className="shrink-0"
        style={{ width: `calc(var(--step) * ${Math.min(visible.depth, deepest)})` }}
      />
      {visible.below > 0 ? (
        <button
          aria-label={`${tTraces(isFolded ? 'trace.unfold' : 'trace.fold')} – ${tTraces('trace.below', { count: visible.below })}`}
          className="grid size-5 shrink-0 place-items-center rounded-sm text-subtle hover:bg-line hover:text-fg"
          onClick={() => onFold(visible.row, !isFolded)}
          tabIndex={-1}
          type="button"
        >
          {isFolded ? (
            <ChevronRight aria-hidden className="size-3.5" />
          ) : (
            <ChevronDown aria-hidden className="size-3.5" />
          )}
        </button>
      ) : (
        <span className="w-5 shrink-0" />
      )}
      <KindBadge kind={kind} />
      <span aria-hidden className="h-3.5 w-0.75 shrink-0 rounded-sm" style={{ background: seriesColour(colour) }} />
      <span className="min-w-0 max-w-40 shrink truncate font-medium" title={first.place}>
        {first.service ?? first.place}
      </span>
      <span
        className="min-w-0 shrink-[4] truncate text-muted"
        title={second.name === first.name ? first.name : `A ${first.name}\nB ${second.name}`}
      >
        {name}
      </span>
      {row.a >= 0 && row.b >= 0 ? null : (
        <Chip className="ml-auto" tone="outline">
          {t(row.b < 0 ? 'onlyA' : 'onlyB')}
        </Chip>
      )}
    </div>
  );
}

function labelAt({ columns, tables }: OpenedTrace, index: number) {
  const service = tables.services[columns.service[index] ?? -1];
  return {
    name: tables.names[columns.name[index] ?? -1] ?? '',
    service: service?.name ?? null,
    serviceId: service?.id ?? null,
    place: tables.places[columns.place[index] ?? -1] ?? '',
    point: tables.points[columns.point[index] ?? -1] ?? '',
  };
}

function outcomeAt({ columns }: OpenedTrace, index: number) {
  return index < 0 ? 'ok' : (outcomeCodes[columns.outcome[index] ?? 4] ?? 'unknown');
}

function Time({
  us,
  href,
  outcome,
}: {
  us: number | null;
  href: string | null;
  outcome: (typeof outcomeCodes)[number];
}) {
  return (
    <div
      className={cn('px-2 text-right font-mono tabular-nums', timeOrder)}
      role="gridcell"
      title={formatExact(us, 'µs')}
    >
      {href === null ? (
        <span className="text-subtle">–</span>
      ) : (
        <Link
          className="inline-flex items-center gap-1 hover:underline"
          href={href as Route}
          prefetch={false}
          tabIndex={-1}
        >
          {outcome === 'ok' || outcome === 'unknown' ? null : <OutcomeMark outcome={outcome} />}
          {formatDuration(us)}
        </Link>
      )}
    </div>
  );
}
