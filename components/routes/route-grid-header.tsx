'use client';

import { ArrowDown, ArrowUp } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { cn } from '@/components/ui/cn';
import type { RouteSort } from '@/lib/apisix/dto';
import { type Column, minColumnWidth } from './columns';
import type { RouteListParams } from './search-params';
import type { SetRouteListParams } from './set-params';

export type RouteGridHeaderProps = {
  columns: readonly Column[];
  template: string;
  params: RouteListParams;
  setParams: SetRouteListParams;
  /** What the rows are sorted by, which for numbers that are not there is not what was asked for. */
  sortedBy: RouteSort;
};

/** Headings: a click sorts, a second one turns the order; their right edge is dragged. */
export function RouteGridHeader({ columns, template, params, setParams, sortedBy }: RouteGridHeaderProps) {
  const t = useTranslations('routes');
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows that are placed by hand cannot be table rows.
    // biome-ignore lint/a11y/useFocusableInteractive: the headings inside have the focus.
    <div
      aria-rowindex={1}
      className="sticky top-0 z-20 grid h-8 border-b bg-sunken"
      role="row"
      style={{ gridTemplateColumns: template }}
    >
      {columns.map((column, index) => (
        <HeaderCell
          column={column}
          index={index}
          key={column.id}
          params={params}
          setParams={setParams}
          sortedBy={sortedBy}
        />
      ))}
      {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: it holds nothing to act on. */}
      <div aria-colindex={columns.length + 1} role="columnheader">
        <span className="sr-only">{t('column.menu')}</span>
      </div>
    </div>
  );
}

type HeaderCellProps = Pick<RouteGridHeaderProps, 'params' | 'setParams' | 'sortedBy'> & {
  column: Column;
  index: number;
};

function HeaderCell({ column, index, params, setParams, sortedBy }: HeaderCellProps) {
  const t = useTranslations('routes');
  const cell = useRef<HTMLDivElement>(null);
  const { sort, desc, widths } = params;
  const isSorted = column.sort === sort;
  const label = t(`column.${column.id}`);
  const isNumber = column.highestFirst === true;
  const isInForce = isSorted && sortedBy === sort;
  const Arrow = (isSorted ? desc : isNumber) ? ArrowDown : ArrowUp;

  const resize = (px: number | null) => {
    const { [column.id]: _old, ...others } = widths;
    const width = px === null ? {} : { [column.id]: Math.max(minColumnWidth, Math.round(px)) };
    void setParams({ widths: { ...others, ...width } });
  };
  const handleKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 16 : event.key === 'ArrowLeft' ? -16 : 0;
    if (!event.altKey || step === 0 || !cell.current) return;
    event.preventDefault();
    resize(cell.current.offsetWidth + step);
  };
  const handleDrag = (event: PointerEvent<HTMLSpanElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId) || !cell.current) return;
    resize(event.clientX - cell.current.getBoundingClientRect().left);
  };
  const sortable = column.sort;
  return (
    // biome-ignore lint/a11y/useSemanticElements: as the row.
    // biome-ignore lint/a11y/useFocusableInteractive: the button inside has the focus.
    <div
      aria-colindex={index + 1}
      aria-sort={isInForce ? (desc ? 'descending' : 'ascending') : undefined}
      className={cn('group relative flex min-w-0 items-stretch', index === 0 && 'sticky left-0 z-10 bg-sunken')}
      ref={cell}
      role="columnheader"
    >
      <button
        className={cn(
          'flex min-w-0 flex-1 items-center gap-1 px-2 text-left font-medium text-muted hover:text-fg focus-visible:outline-offset-[-2px] disabled:cursor-default',
          isNumber && 'flex-row-reverse',
        )}
        onClick={() => sortable && void setParams({ sort: sortable, desc: isSorted ? !desc : isNumber })}
        onKeyDown={handleKeyDown}
        title={`${sortable ? t('sortBy', { column: label }) : label} · ${t('resizeHint')}`}
        type="button"
      >
        <span className="truncate">{label}</span>
        {sortable ? (
          <Arrow
            aria-hidden
            className={cn('size-3 shrink-0', isInForce ? 'text-accent' : 'opacity-0 group-hover:opacity-40')}
          />
        ) : null}
      </button>
      <span
        aria-hidden
        className="absolute inset-y-0 -right-1 z-10 w-2 cursor-col-resize touch-none after:absolute after:inset-y-1.5 after:left-1/2 after:w-px after:bg-line-strong hover:after:bg-accent"
        onDoubleClick={() => resize(null)}
        onPointerDown={(event) => {
          event.preventDefault();
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={handleDrag}
      />
    </div>
  );
}
