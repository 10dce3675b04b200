// biome-ignore-all lint/a11y/useSemanticElements: a virtual treegrid cannot be a <table>: rows that are not in sight do not exist.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid holds the focus and names the active row.
'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useId, useMemo, useRef, useState } from 'react';
import { hrefs } from '@/components/shell/hrefs';
import { treeMove } from '@/components/traces/timeline/tree-keys';
import { cn } from '@/components/ui/cn';
import type { SpanKind } from '@/lib/deepflow/dto';
import type { OpenedTrace } from '@/lib/telemetry/trace/columns';
import type { AlignedRow } from '@/lib/telemetry/trace/compare/align';
import { compareRows } from '@/lib/telemetry/trace/compare/compare-rows';
import { timesOf } from '@/lib/telemetry/trace/compare/differences';
import { siblingPlaces } from '@/lib/telemetry/trace/sibling-places';
import { CompareRowView, compareTemplate, deltaOrder, timeOrder } from './compare-row';

export type CompareGridProps = {
  gatewayId: string;
  routeId: string | null;
  a: OpenedTrace;
  b: OpenedTrace;
  rows: readonly AlignedRow[];
  kinds: readonly SpanKind[];
  order: 'tree' | 'delta';
  colours: ReadonlyMap<string, number>;
};

const rowHeight = 26;

/** Every span of both traces in a row: its duration in either, and the difference. Enter opens the span in its trace. */
export function CompareGrid({ gatewayId, routeId, a, b, rows, kinds, order, colours }: CompareGridProps) {
  const t = useTranslations('spans.compare');
  const router = useRouter();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [folded, setFolded] = useState<ReadonlySet<number>>(new Set());
  const [cursor, setCursor] = useState(-1);
  const shown = useMemo(() => compareRows(a, b, rows, { kinds, order, folded }), [a, b, rows, kinds, order, folded]);
  const places = useMemo(() => siblingPlaces(Int32Array.from(shown, ({ depth }) => depth)), [shown]);
  const largestUs = useMemo(
    () => rows.reduce((most, row) => Math.max(most, Math.abs(timesOf(a, b, row).deltaUs ?? 0)), 0),
    [a, b, rows],
  );
  const at = shown.findIndex(({ row }) => row === cursor);
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollMargin: rowHeight,
  });

  const linkTo = (side: 'a' | 'b', index: number) => {
    const trace = side === 'a' ? a : b;
    const params = new URLSearchParams({
      ...(routeId === null ? {} : { route: routeId }),
      span: trace.tables.ids[index] ?? '',
    });
    return `${hrefs.trace(gatewayId, trace.callId ?? '')}?${params}`;
  };
  const setFold = (row: number, isFolded: boolean) =>
    setFolded((before) => {
      const next = new Set(before);
      if (isFolded) next.add(row);
      else next.delete(row);
      return next;
    });
  const handleKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2);
    const levels = { depth: shown.map(({ depth }) => depth), below: shown.map(({ below }) => below) };
    const move = treeMove(event.key, at, levels, folded.has(cursor), page);
    if (move === null) return;
    event.preventDefault();
    if (move.kind === 'to') {
      setCursor(shown[move.row]?.row ?? -1);
      virtual.scrollToIndex(move.row, { align: 'auto' });
    } else if (move.kind === 'open') {
      const row = rows[cursor];
      if (row === undefined) return;
      // The second is the one that is asked about; Shift opens the first.
      const side = row.b < 0 || (event.shiftKey && row.a >= 0) ? 'a' : 'b';
      router.push(linkTo(side, row[side]) as never);
    } else setFold(cursor, move.kind === 'fold');
  };
  return (
    <div
      aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined}
      aria-colcount={4}
      aria-describedby={`${id}-keys`}
      aria-label={t('grid')}
      aria-rowcount={shown.length + 1}
      className="min-h-0 flex-1 overflow-auto bg-surface text-xs focus-visible:-outline-offset-2 max-sm:min-h-96"
      onKeyDown={handleKeyDown}
      ref={scroller}
      role="treegrid"
      tabIndex={0}
    >
      <p className="sr-only" id={`${id}-keys`}>
        {t('keys')}
      </p>
      <div
        className="sticky top-0 z-10 min-w-[44rem] max-sm:min-w-[33rem] border-b bg-surface text-subtle"
        role="rowgroup"
      >
        <div aria-rowindex={1} className={compareTemplate} role="row" style={{ height: rowHeight }}>
          <div className="px-2" role="columnheader">
            {t('operation')}
          </div>
          <div className={cn('px-2 text-right', timeOrder)} role="columnheader">
            A
          </div>
          <div className={cn('px-2 text-right', timeOrder)} role="columnheader">
            B
          </div>
          <div className={cn('px-2', deltaOrder)} role="columnheader">
            {t('delta')}
          </div>
        </div>
      </div>
      <div
        className="relative min-w-[44rem] max-sm:min-w-[33rem]"
        role="rowgroup"
        style={{ height: virtual.getTotalSize() }}
      >
        {virtual.getVirtualItems().map((item) => {
          const visible = shown[item.index];
          const row = visible && rows[visible.row];
          if (!visible || !row) return null;
          return (
            <div
              aria-expanded={visible.below > 0 ? !folded.has(visible.row) : undefined}
              aria-level={visible.depth + 1}
              aria-posinset={places.position[item.index]}
              aria-rowindex={item.index + 2}
              aria-selected={item.index === at}
              aria-setsize={places.of[item.index]}
              className={cn(
                compareTemplate,
                'absolute inset-x-0 border-line/60 border-b hover:bg-hover',
                item.index === at && 'bg-accent-soft shadow-[inset_2px_0_0_var(--accent)] hover:bg-accent-soft',
              )}
              data-slot="compare-row"
              id={`${id}-${item.index}`}
              key={visible.row}
              onMouseDown={() => setCursor(visible.row)}
              role="row"
              style={{ top: item.start - rowHeight, height: rowHeight }}
            >
              <CompareRowView
                a={a}
                b={b}
                colours={colours}
                isFolded={folded.has(visible.row)}
                largestUs={largestUs}
                linkTo={linkTo}
                onFold={setFold}
                row={row}
                visible={visible}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}
