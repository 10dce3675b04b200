// biome-ignore-all lint/a11y/useSemanticElements: rows that are placed by hand cannot be a <table>.
// biome-ignore-all lint/a11y/useFocusableInteractive: the rows have the focus, and what is inside their cells.
'use client';

import { type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { cn } from '@/components/ui/cn';
import { Skeleton } from '@/components/ui/skeleton';
import { useFixedRows } from '@/components/ui/use-fixed-rows';

export type GridColumn<Row> = {
  key: string;
  head: ReactNode;
  /** A grid track: `6rem`, `minmax(12rem,1fr)`. */
  track: string;
  cell: (row: Row, tabIndex: number) => ReactNode;
};

export type RowGridProps<Row> = {
  label: string;
  columns: readonly GridColumn<Row>[];
  /** Width in px below which the grid scrolls sideways. */
  minWidth: number;
  count: number;
  /** Undefined while it is loading: the row is there all the same. */
  rowAt: (index: number) => Row | undefined;
  onOpen: (row: Row) => void;
  /** The row whose details are open. */
  isOpen?: (row: Row) => boolean;
  onVisibleChange?: (first: number, last: number) => void;
  /** Below the last row. */
  footer?: ReactNode;
  isStale?: boolean;
  className?: string;
};

const rowHeight = 32;
const headerHeight = 32;

/** Rows of one height, of which only those in sight exist. One has the focus, the arrows move it, Enter opens it. */
export function RowGrid<Row>(props: RowGridProps<Row>) {
  const { label, columns, minWidth, count, rowAt, onOpen, isOpen, onVisibleChange, footer, isStale, className } = props;
  const viewport = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const wantsFocus = useRef(false);
  const rows = useFixedRows({ count, rowHeight, viewport, headerHeight, overscan: 10, initialHeight: 800 });
  const { first, last } = rows;
  useEffect(() => onVisibleChange?.(first, Math.max(0, last)), [first, last, onVisibleChange]);

  const current = Math.max(0, Math.min(active, count - 1));
  useEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    viewport.current?.querySelector<HTMLElement>(`[aria-rowindex="${current + 2}"]`)?.focus({ preventScroll: true });
  }, [current]);

  const handleKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const row = rowAt(current);
    const isOnRow = (event.target as Element).getAttribute('role') === 'row';
    if (event.key === 'Enter' && isOnRow && row) return onOpen(row);
    const page = Math.max(1, Math.floor(((viewport.current?.clientHeight ?? 0) - headerHeight) / rowHeight) - 1);
    const next = nextRow(event.key, current, count, page);
    if (next === null || event.altKey || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    wantsFocus.current = true;
    setActive(next);
    rows.scrollToRow(next);
  };
  const handleClick = (event: MouseEvent, index: number) => {
    setActive(index);
    const row = rowAt(index);
    const isOnControl = (event.target as Element).closest('a, button, input, label') !== null;
    if (row && !isOnControl && window.getSelection()?.isCollapsed !== false) onOpen(row);
  };
  const template = columns.map(({ track }) => track).join(' ');
  return (
    <div
      className={cn('min-h-0 flex-1 overflow-auto border-t bg-surface', className)}
      data-slot="row-grid"
      ref={viewport}
    >
      <div
        aria-busy={isStale || undefined}
        aria-colcount={columns.length}
        aria-label={label}
        aria-rowcount={count + 1}
        className="text-xs"
        role="grid"
        style={{ minWidth }}
        tabIndex={-1}
      >
        <div className="sticky top-0 z-20" role="rowgroup">
          <div
            aria-rowindex={1}
            className="grid h-8 items-center border-b bg-sunken"
            role="row"
            style={{ gridTemplateColumns: template }}
          >
            {columns.map(({ key, head }) => (
              <div
                className="truncate px-2 font-medium text-muted first:pl-4 max-sm:first:pl-2"
                key={key}
                role="columnheader"
              >
                {head}
              </div>
            ))}
          </div>
        </div>
        <div
          className={cn('relative', isStale && 'opacity-60')}
          onKeyDown={handleKeyDown}
          role="rowgroup"
          style={{ height: rows.totalHeight }}
        >
          {Array.from({ length: last - first + 1 }, (_, step) => first + step).map((index) => {
            const row = rowAt(index);
            const tabIndex = index === current ? 0 : -1;
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the row group takes the keys.
              <div
                aria-busy={row === undefined || undefined}
                aria-rowindex={index + 2}
                aria-selected={row !== undefined && isOpen?.(row) === true}
                className="absolute inset-x-0 grid cursor-default grid-rows-[minmax(0,1fr)] items-center border-b bg-surface hover:bg-hover focus-visible:outline-offset-[-2px] aria-selected:bg-accent-soft aria-selected:shadow-[inset_2px_0_0_var(--accent)]"
                key={index}
                onClick={(event) => handleClick(event, index)}
                onFocus={() => setActive(index)}
                role="row"
                style={{
                  gridTemplateColumns: template,
                  height: rowHeight,
                  transform: `translateY(${index * rowHeight}px)`,
                }}
                tabIndex={tabIndex}
              >
                {columns.map(({ key, cell }, column) => (
                  <div
                    className="flex h-full min-w-0 items-center gap-1 px-2 first:pl-4 max-sm:first:pl-2"
                    key={key}
                    role="gridcell"
                  >
                    {row === undefined ? (
                      <Skeleton style={{ width: `${45 + ((index * 7 + column * 13) % 40)}%` }} />
                    ) : (
                      cell(row, tabIndex)
                    )}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      </div>
      {footer}
    </div>
  );
}

/** Where a key moves the focus; null: the key does not move it. */
function nextRow(key: string, at: number, count: number, page: number): number | null {
  const moves: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: count - 1,
  };
  const wanted = moves[key];
  return wanted === undefined ? null : Math.min(Math.max(wanted, 0), Math.max(0, count - 1));
}

/** As high as the grid will be, so that nothing jumps. */
export function RowGridSkeleton({
  columns,
  label,
}: {
  columns: readonly Pick<GridColumn<never>, 'key' | 'track'>[];
  label: string;
}) {
  const template = columns.map(({ track }) => track).join(' ');
  return (
    <div className="min-h-0 flex-1 overflow-hidden border-t bg-surface" role="status">
      <span className="sr-only">{label}</span>
      {Array.from({ length: 14 }, (_, row) => row).map((row) => (
        <div aria-hidden className="grid h-8 items-center border-b" key={row} style={{ gridTemplateColumns: template }}>
          {columns.map(({ key }, at) => (
            <div className="px-2 first:pl-4" key={key}>
              <Skeleton style={{ width: `${40 + ((row * 7 + at * 13) % 45)}%` }} />
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
