// biome-ignore-all lint/a11y/useSemanticElements: virtual rows are placed one by one, which a table's own layout cannot do.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid holds the focus and names the active row.
'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, memo, useEffect, useId, useMemo, useRef, useState } from 'react';
import { nextRow } from '@/components/traces/call-grid';
import { focusFrame } from '@/components/traces/focus-frame';
import { cn } from '@/components/ui/cn';
import { frameKinds, type ProfileUnit } from '@/lib/deepflow/profile';
import { formatShare } from '@/lib/telemetry/format';
import { formatValue } from './format-value';
import { KindMark } from './kind-mark';
import { bareName, firstOrder, type Sort, type SortKey, sortFunctions, sortKeys } from './sort-functions';
import type { ProfileState } from './use-profile-state';

const rowHeight = 24;
const headHeight = 28;
const template = 'minmax(8rem,1fr) 7.25rem 7.25rem';

export type FunctionTableProps = Pick<ProfileState, 'opened' | 'hits' | 'chosen' | 'cursor' | 'goTo' | 'zoomTo'> & {
  unit: ProfileUnit;
  className?: string;
};

/**
 * The functions of a profile, in step with its picture: what one selects here is selected there, and the other way.
 * Rendered for what it shows alone: a letter typed into the search renders the page around it several times.
 */
export const FunctionTable = memo(function FunctionTable(props: FunctionTableProps) {
  const { opened, hits, chosen, cursor, goTo, zoomTo, unit, className } = props;
  const t = useTranslations('profiles');
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [sort, setSort] = useState<Sort>(firstOrder('self'));
  const { functions } = opened;
  const rows = useMemo(() => {
    if (hits === null) return sortFunctions(functions, sort, null);
    return sortFunctions(functions, sort, (fn) => hits.isFound[fn] === 1);
  }, [functions, hits, sort]);
  const selected = rows.indexOf(chosen);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
  });
  useEffect(() => {
    if (selected >= 0) virtual.scrollToIndex(selected, { align: 'auto' });
  }, [selected, virtual]);

  const largestOf = (row: number) => functions.largest[rows[row] ?? -1] ?? -1;
  const handleKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget) return;
    if (event.key === 'Enter' && selected >= 0) {
      event.preventDefault();
      return zoomTo(cursor);
    }
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? rowHeight) / rowHeight) - 2);
    const next = nextRow(event.key, selected, rows.length, page);
    if (next === null) return;
    event.preventDefault();
    goTo(largestOf(next));
  };
  return (
    <div className={cn('min-h-0', focusFrame, className)}>
      <div className="h-full overflow-auto bg-surface text-xs" ref={scroller}>
        <div
          aria-activedescendant={selected >= 0 ? `${id}-${selected}` : undefined}
          aria-colcount={3}
          aria-label={t('table')}
          aria-rowcount={rows.length + 1}
          className="min-w-90 outline-none"
          data-slot="function-table"
          onKeyDown={handleKeyDown}
          role="grid"
          tabIndex={0}
        >
          <div className="sticky top-0 z-10" role="rowgroup">
            <div
              aria-rowindex={1}
              className="grid h-7 items-center border-b bg-surface text-subtle"
              role="row"
              style={{ gridTemplateColumns: template }}
            >
              {sortKeys.map((key) => (
                <SortHead key={key} of={key} onSort={setSort} sort={sort} />
              ))}
            </div>
          </div>
          <div className="relative" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map((item) => {
              const fn = rows[item.index] ?? 0;
              const name = bareName(functions.names[fn] ?? '');
              return (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the grid takes the keys; a row is reached by its arrows.
                <div
                  aria-rowindex={item.index + 2}
                  aria-selected={item.index === selected}
                  className="absolute inset-x-0 grid cursor-pointer items-center border-line border-b [contain:strict] hover:bg-hover aria-selected:bg-accent-soft aria-selected:shadow-[inset_2px_0_0_var(--accent)]"
                  data-slot="function-row"
                  id={`${id}-${item.index}`}
                  // Of its place, not of its function: a search writes the rows anew and makes none.
                  key={item.index}
                  onClick={() => goTo(functions.largest[fn] ?? -1)}
                  role="row"
                  style={{ top: item.start - headHeight, height: rowHeight, gridTemplateColumns: template }}
                >
                  <div className="flex min-w-0 items-center gap-1.5 px-2" role="gridcell">
                    <KindMark kind={frameKinds[functions.kind[fn] ?? -1] ?? 'unknown'} />
                    <span className="min-w-0 truncate font-mono" title={name}>
                      {name}
                    </span>
                  </div>
                  <Amount of={functions.self[fn] ?? 0} unit={unit} whole={opened.whole} />
                  <Amount of={functions.total[fn] ?? 0} unit={unit} whole={opened.whole} />
                </div>
              );
            })}
          </div>
        </div>
        {rows.length === 0 ? <p className="p-4 text-muted">{t('noHits')}</p> : null}
      </div>
    </div>
  );
});

function SortHead({ of, sort, onSort }: { of: SortKey; sort: Sort; onSort: (sort: Sort) => void }) {
  const t = useTranslations('profiles');
  const isSorted = sort.by === of;
  const Arrow = sort.isDescending ? ArrowDown : ArrowUp;
  return (
    <div
      aria-sort={isSorted ? (sort.isDescending ? 'descending' : 'ascending') : 'none'}
      className={cn('flex px-2', of !== 'name' && 'justify-end')}
      role="columnheader"
    >
      <button
        className="inline-flex items-center gap-1 rounded-sm hover:text-fg"
        onClick={() => onSort(isSorted ? { by: of, isDescending: !sort.isDescending } : firstOrder(of))}
        title={t(`columnHint.${of}`)}
        type="button"
      >
        {t(`column.${of}`)}
        <Arrow aria-hidden className={cn('size-3', !isSorted && 'invisible')} />
      </button>
    </div>
  );
}

/** A value with its share of all, which is drawn behind it as well. */
function Amount({ of, unit, whole }: { of: number; unit: ProfileUnit; whole: number }) {
  const share = whole > 0 ? of / whole : 0;
  return (
    <div
      className="relative grid h-full grid-cols-[1fr_3.25rem] items-center px-2 text-right tabular-nums"
      role="gridcell"
    >
      <span aria-hidden className="absolute inset-y-0.5 right-0 bg-accent-soft" style={{ width: `${share * 100}%` }} />
      <span className="relative">{formatValue(of, unit)}</span>
      <span className="relative text-muted">{formatShare(share)}</span>
    </div>
  );
}
