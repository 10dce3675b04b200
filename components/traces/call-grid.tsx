// biome-ignore-all lint/a11y/useSemanticElements: virtual rows are placed one by one, which a table's own layout cannot do.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid holds the focus and names the active row.
'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, memo, type ReactNode, useEffect, useId, useLayoutEffect, useRef } from 'react';
import { cn } from '@/components/ui/cn';
import type { Call } from '@/lib/deepflow/dto';
import { focusFrame } from './focus-frame';
import { recallPlace, rememberPlace } from './list-memory';

export type CallColumn = {
  key: string;
  head: ReactNode;
  /** A grid track: `6rem`, `minmax(12rem,1fr)`. */
  track: string;
  align?: 'end' | 'center';
  cell: (call: Call) => ReactNode;
};

export type CallGridProps = {
  label: string;
  calls: readonly Call[];
  columns: readonly CallColumn[];
  rowHeight: number;
  /** Least width of all columns in rem, below which the grid scrolls sideways. */
  minWidthRem: number;
  selectedId: string | null;
  /** The arrows moved the selection. */
  onSelect: (call: Call) => void;
  /** Enter on the selected row. */
  onOpen: (call: Call) => void;
  /** A click on a row. */
  onPick: (call: Call) => void;
  /** `x` on the selected row. */
  onMark?: (call: Call) => void;
  /** More rows can be had: asked for when the end comes into sight. */
  hasMore: boolean;
  onMore: () => void;
  /** Below the last row: what comes next, or that nothing does. */
  footer: ReactNode;
  /** Old rows stay while new ones load. */
  isStale: boolean;
  /** Names these rows: coming back to them is coming back to the same place. */
  placeKey: string;
  className?: string;
};

const rowsAhead = 8;
const headHeight = 28;

/**
 * Calls as a grid of virtual rows. One stop for the Tab key: arrows move the selection, Enter opens,
 * and what is selected is the owner's to keep.
 */
export function CallGrid(props: CallGridProps) {
  const { label, calls, columns, rowHeight, selectedId, hasMore, onMore, placeKey } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: calls.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
    initialOffset: () => recallPlace(placeKey)?.offset ?? 0,
  });
  // The cleanup of a layout effect still finds the rows where they were.
  useLayoutEffect(() => {
    const element = scroller.current;
    return () => rememberPlace(placeKey, { offset: element?.scrollTop ?? 0 });
  }, [placeKey]);
  useEffect(() => {
    if (rowHeight > 0) virtual.measure();
  }, [rowHeight, virtual]);

  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? -1;
  const isEndNear = hasMore && lastShown >= 0 && lastShown >= calls.length - rowsAhead;
  useEffect(() => {
    if (isEndNear) onMore();
  }, [isEndNear, onMore]);

  const selected = selectedId === null ? -1 : calls.findIndex((call) => call.id === selectedId);
  const handleKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget) return;
    const call = calls[selected];
    if (event.key === 'Enter' && call) {
      event.preventDefault();
      return props.onOpen(call);
    }
    if (event.key === 'x' && call && props.onMark && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      return props.onMark(call);
    }
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? rowHeight) / rowHeight) - 2);
    const next = nextRow(event.key, selected, calls.length, page);
    const target = next === null ? undefined : calls[next];
    if (next === null || !target) return;
    event.preventDefault();
    virtual.scrollToIndex(next, { align: 'auto' });
    props.onSelect(target);
  };
  const template = columns.map((column) => column.track).join(' ');
  const style = { gridTemplateColumns: template, minWidth: `${props.minWidthRem}rem` };
  return (
    <div className={cn('min-h-0 flex-1', focusFrame, props.className)}>
      <div className="h-full overflow-auto bg-surface text-xs" ref={scroller}>
        <div
          aria-activedescendant={selected >= 0 ? `${id}-${selected}` : undefined}
          aria-busy={props.isStale}
          aria-colcount={columns.length}
          aria-label={label}
          aria-rowcount={hasMore ? -1 : calls.length + 1}
          className="outline-none"
          data-slot="call-grid"
          onKeyDown={handleKeyDown}
          role="grid"
          tabIndex={0}
        >
          <div className="sticky top-0 z-10" role="rowgroup">
            <div
              aria-rowindex={1}
              className="grid h-7 items-center border-b bg-surface text-subtle"
              role="row"
              style={style}
            >
              {columns.map((column) => (
                <div className={cellClass(column)} key={column.key} role="columnheader">
                  {column.head}
                </div>
              ))}
            </div>
          </div>
          <div
            className={cn('relative transition-opacity', props.isStale && 'opacity-50')}
            role="rowgroup"
            style={{ height: virtual.getTotalSize(), minWidth: `${props.minWidthRem}rem` }}
          >
            {items.map((item) => {
              const call = calls[item.index];
              if (!call) return null;
              return (
                <CallRow
                  call={call}
                  columns={columns}
                  height={rowHeight}
                  id={`${id}-${item.index}`}
                  index={item.index}
                  isSelected={item.index === selected}
                  key={call.id}
                  onPick={props.onPick}
                  start={item.start - headHeight}
                  template={template}
                />
              );
            })}
          </div>
        </div>
        {props.footer}
      </div>
    </div>
  );
}

/** Where a key moves the selection; null for keys that do not. */
export function nextRow(key: string, at: number, count: number, page: number): number | null {
  if (count === 0) return null;
  const last = count - 1;
  const moves: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at < 0 ? last : at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: last,
  };
  const wanted = moves[key];
  return wanted === undefined ? null : Math.min(Math.max(wanted, 0), last);
}

type CallRowProps = {
  call: Call;
  columns: readonly CallColumn[];
  id: string;
  index: number;
  start: number;
  height: number;
  template: string;
  isSelected: boolean;
  onPick: (call: Call) => void;
};

const CallRow = memo(function CallRow(props: CallRowProps) {
  const { call, columns, isSelected } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid takes the keys; a row is reached by its arrows.
    <div
      aria-rowindex={props.index + 2}
      aria-selected={isSelected}
      className="absolute inset-x-0 grid cursor-pointer items-center border-line border-b hover:bg-hover aria-selected:bg-accent-soft aria-selected:shadow-[inset_2px_0_0_var(--accent)]"
      data-slot="call-row"
      id={props.id}
      onClick={() => props.onPick(call)}
      role="row"
      style={{ top: props.start, height: props.height, gridTemplateColumns: props.template }}
    >
      {columns.map((column) => (
        <div className={cellClass(column)} key={column.key} role="gridcell">
          {column.cell(call)}
        </div>
      ))}
    </div>
  );
});

export function cellClass({ align }: CallColumn): string {
  return cn(
    'min-w-0 truncate px-2 first:pl-4 last:pr-4 max-sm:first:pl-2',
    align === 'end' && 'text-right',
    align === 'center' && 'text-center',
  );
}
