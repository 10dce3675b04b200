// biome-ignore-all lint/a11y/useSemanticElements: virtual rows are placed one by one, which a table's own layout cannot do.
// biome-ignore-all lint/a11y/useFocusableInteractive: the tree holds the focus and names the active row.
'use client';

import { TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import { OutcomeShape } from '@/components/traces/call-marks';
import { KindLetter, seriesColour } from '@/components/traces/span-marks';
import { cn } from '@/components/ui/cn';
import { joinSentences } from '@/lib/i18n/sentences';
import { formatDuration, formatExact } from '@/lib/telemetry/format';
import type { OpenedTrace } from '@/lib/telemetry/trace/columns';
import { faultsOf } from '@/lib/telemetry/trace/faults';
import { knownTimes } from '@/lib/telemetry/trace/known-times';
import { isErrorAt } from '@/lib/telemetry/trace/visible-rows';
import { rowHeight } from './layout';
import type { RowWords } from './row-words';

export const rowTemplate = 'grid grid-cols-[var(--tree)_minmax(0,1fr)_var(--figure)_var(--self)] items-center';

export type WaterfallRowProps = {
  opened: OpenedTrace;
  words: RowWords;
  index: number;
  row: number;
  /** Which of its siblings it is, and how many they are. */
  position: number;
  siblings: number;
  id: string;
  depth: number;
  below: number;
  place: number | undefined;
  isFolded: boolean;
  isCursor: boolean;
  isOpen: boolean;
  isHit: boolean;
  /** It is there for what is below it alone. */
  isContext: boolean;
};

/** What a row says besides its bar, which is drawn. Clicks are the tree's: a row has no handlers of its own. */
export const WaterfallRow = memo(function WaterfallRow(props: WaterfallRowProps) {
  const { opened, words, index, row, below } = props;
  const { start, durationUs, selfUs } = knownTimes(opened, index);
  return (
    <div
      aria-expanded={below > 0 ? !props.isFolded : undefined}
      aria-level={props.depth + 1}
      aria-posinset={props.position}
      aria-rowindex={row + 2}
      aria-selected={props.isCursor}
      aria-setsize={props.siblings}
      className={cn(
        rowTemplate,
        // Of fixed size: what changes in one row is laid out in that row alone.
        'absolute inset-x-0 cursor-pointer border-line/50 border-b [contain:strict]',
        props.isCursor && 'bg-hover shadow-[inset_2px_0_0_var(--accent)]',
        props.isOpen && 'bg-accent-soft',
      )}
      data-slot="span-row"
      id={props.id}
      role="row"
      style={{ top: row * rowHeight, height: rowHeight }}
    >
      <SpanName {...props} />
      <div role="gridcell">
        <span className="sr-only">{words.startsAfter(start)}</span>
      </div>
      <div
        className={cn('truncate px-2 text-right tabular-nums', props.isContext && 'text-subtle')}
        role="gridcell"
        title={formatExact(durationUs, 'µs')}
      >
        {formatDuration(durationUs)}
      </div>
      <div
        className="truncate px-2 text-right text-muted tabular-nums max-sm:hidden"
        role="gridcell"
        title={formatExact(selfUs, 'µs')}
      >
        {formatDuration(selfUs)}
      </div>
    </div>
  );
});

function SpanName({ opened, words, index, depth, below, place, isFolded, isHit, isContext }: WaterfallRowProps) {
  const { kind, outcome, service, name } = words.span(index);
  const faults = faultsOf(opened.columns.fault[index] ?? 0);
  return (
    <div
      className={cn('flex h-full min-w-0 items-center gap-1.5 overflow-hidden pr-2 pl-1', isContext && 'text-subtle')}
      role="gridcell"
    >
      <span
        aria-hidden
        className="h-full shrink-0 bg-[repeating-linear-gradient(to_right,transparent_0_calc(var(--indent)-2px),var(--guide)_calc(var(--indent)-2px)_calc(var(--indent)-1px),transparent_calc(var(--indent)-1px)_var(--indent))]"
        style={{ width: `calc(var(--indent) * min(${depth}, var(--deepest)))` }}
      />
      {below > 0 ? (
        // For the pointer alone: the row says whether it is open, and keys fold it.
        <span
          aria-hidden
          className={cn(
            // Its chevron is two edges of a small square: a picture in each row is laid out for longer than the row's text.
            'grid size-5 shrink-0 place-items-center rounded-sm text-subtle hover:bg-line hover:text-fg',
            'before:size-1.5 before:border-current before:border-r-[1.5px] before:border-b-[1.5px]',
            isFolded ? 'before:-rotate-45' : 'before:rotate-45',
          )}
          data-fold={isFolded ? 'unfold' : 'fold'}
          title={words.fold(isFolded, below)}
        />
      ) : (
        <span className="w-5 shrink-0" />
      )}
      <KindLetter kind={kind} title={words.kind[kind].name} />
      <span className="sr-only">{`${words.kind[kind].short} `}</span>
      <span
        aria-hidden
        className="h-3.5 w-0.75 shrink-0 rounded-sm max-sm:hidden"
        style={{ background: seriesColour(place) }}
      />
      {isErrorAt(opened.columns, index) ? <OutcomeShape label={words.outcome[outcome]} outcome={outcome} /> : null}
      {faults.length > 0 ? (
        <span className="shrink-0 text-client-error" title={faults.map(words.fault).join('\n')}>
          <TriangleAlert aria-hidden className="size-3.5" />
          <span className="sr-only">{joinSentences(faults.map(words.fault))}</span>
        </span>
      ) : null}
      <span
        className={cn(
          'flex min-w-0 gap-1.5',
          isHit && 'rounded-sm bg-client-error-soft px-1 outline outline-client-error-solid',
        )}
      >
        <span className="min-w-0 max-w-40 shrink truncate font-medium" title={service}>
          {shorten(service)}
        </span>
        <span className={cn('min-w-0 shrink-[4] truncate', !isContext && 'text-muted')} title={name.slice(0, 2000)}>
          {shorten(name)}
        </span>
      </span>
      {isFolded && below > 0 ? (
        <span className="ml-auto shrink-0 rounded-sm bg-sunken px-1 text-2xs text-muted tabular-nums">+{below}</span>
      ) : null}
    </div>
  );
}

const longest = 300;

/** No column shows more; ten thousand letters in each of sixty rows would be laid out for nothing. */
function shorten(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
