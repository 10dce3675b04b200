// biome-ignore-all lint/a11y/useSemanticElements: see waterfall.tsx.
// biome-ignore-all lint/a11y/useFocusableInteractive: the tree holds the focus and names the active row.
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the tree takes the keys.
'use client';

import { ChevronDown, ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { cn } from '@/components/ui/cn';
import type { Span } from '@/lib/deepflow/dto';
import { formatDuration, formatExact } from '@/lib/telemetry/format';
import { OutcomeMark } from './call-marks';
import { usePointWords } from './point-words';
import { barClass, KindBadge, seriesColour } from './span-marks';
import { barPlace } from './trace-axis';
import { isError } from './trace-layout';

export const rowClass = 'grid items-center';
/** Deeper levels are drawn at this one: what is left of the column belongs to the names. */
const deepest = 24;

export type WaterfallRowProps = {
  span: Span;
  id: string;
  row: number;
  top: number;
  height: number;
  template: string;
  depth: number;
  below: number;
  /** µs since the trace began. */
  start: number;
  end: number;
  lengthUs: number;
  ticks: readonly number[];
  colour: number | undefined;
  isFolded: boolean;
  isCursor: boolean;
  isOpen: boolean;
  isHit: boolean;
  onFold: (id: string, isFolded: boolean) => void;
  onPick: () => void;
};

export function WaterfallRow(props: WaterfallRowProps) {
  const { span, depth, below, isFolded } = props;
  return (
    <div
      aria-expanded={below > 0 ? !isFolded : undefined}
      aria-level={depth + 1}
      aria-rowindex={props.row + 2}
      aria-selected={props.isCursor}
      className={cn(
        rowClass,
        'absolute inset-x-0 cursor-pointer border-line/60 border-b hover:bg-hover aria-selected:bg-hover',
        props.isOpen && 'bg-accent-soft hover:bg-accent-soft aria-selected:bg-accent-soft',
        props.isCursor && 'shadow-[inset_2px_0_0_var(--accent)]',
      )}
      data-slot="span-row"
      id={props.id}
      onClick={props.onPick}
      role="row"
      style={{ top: props.top, height: props.height, gridTemplateColumns: props.template }}
    >
      <SpanName {...props} />
      <SpanBar {...props} />
      <div
        className="truncate px-2 text-right font-mono text-muted tabular-nums"
        role="gridcell"
        title={formatExact(span.selfUs, 'µs')}
      >
        {formatDuration(span.selfUs)}
      </div>
    </div>
  );
}

function SpanName({ span, depth, below, isFolded, isHit, colour, onFold }: WaterfallRowProps) {
  const t = useTranslations('traces');
  const pointWords = usePointWords();
  const place = span.kind === 'N' ? span.instance : (span.service ?? span.instance);
  const name = span.kind === 'N' ? pointWords(span.point) : span.name;
  return (
    <div className="flex h-full min-w-0 items-center gap-1.5 overflow-hidden pr-2 pl-1" role="gridcell">
      <span
        aria-hidden
        className="h-full shrink-0 bg-[repeating-linear-gradient(to_right,transparent_0_calc(var(--indent)-2px),var(--line)_calc(var(--indent)-2px)_calc(var(--indent)-1px),transparent_calc(var(--indent)-1px)_var(--indent))]"
        style={{ width: `calc(var(--indent) * ${Math.min(depth, deepest)})` }}
      />
      {below > 0 ? (
        <button
          aria-label={`${t(isFolded ? 'trace.unfold' : 'trace.fold')} – ${t('trace.below', { count: below })}`}
          className="grid size-5 shrink-0 place-items-center rounded-sm text-subtle hover:bg-line hover:text-fg"
          onClick={(event) => {
            event.stopPropagation();
            onFold(span.id, !isFolded);
          }}
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
      <KindBadge kind={span.kind} />
      <span aria-hidden className="h-3.5 w-0.75 shrink-0 rounded-sm" style={{ background: seriesColour(colour) }} />
      {isError(span) ? <OutcomeMark outcome={span.outcome} /> : null}
      <span
        className={cn(
          'flex min-w-0 gap-1.5',
          isHit && 'rounded-sm bg-client-error-soft px-1 outline outline-client-error-solid',
        )}
      >
        <span className="min-w-0 max-w-40 shrink truncate font-medium" title={place}>
          {place || '–'}
        </span>
        <span className="min-w-0 shrink-[4] truncate text-muted" title={span.name}>
          {name}
        </span>
      </span>
      {isFolded && below > 0 ? (
        <span className="ml-auto shrink-0 rounded-sm bg-sunken px-1 text-2xs text-muted tabular-nums">+{below}</span>
      ) : null}
    </div>
  );
}

function SpanBar({ span, start, end, lengthUs, ticks, colour }: WaterfallRowProps) {
  const { left, width } = barPlace(start, end, lengthUs);
  const label = formatDuration(span.durationUs);
  return (
    <div className="relative h-full overflow-hidden" role="gridcell" title={formatExact(span.durationUs, 'µs')}>
      {/* The room at the right is for the labels of bars that reach the end. */}
      <div className="absolute inset-y-0 right-16 left-2">
        {ticks.map((tick) => (
          <span
            aria-hidden
            className="absolute inset-y-0 w-px bg-line/70"
            key={tick}
            style={{ left: `${lengthUs > 0 ? (tick / lengthUs) * 100 : 0}%` }}
          />
        ))}
        <span
          aria-hidden
          className={cn(
            'absolute top-1/2 h-3.5 min-w-0.5 -translate-y-1/2 rounded-xs',
            barClass[span.kind],
            isError(span) && 'ring-1 ring-server-error-solid ring-offset-1 ring-offset-surface',
          )}
          style={{ left: `${left}%`, width: `${width}%`, color: seriesColour(colour) }}
        />
        <span
          className="absolute top-1/2 -translate-y-1/2 px-1.5 whitespace-nowrap tabular-nums"
          style={{ left: `${left + width}%` }}
        >
          {label}
        </span>
      </div>
    </div>
  );
}
