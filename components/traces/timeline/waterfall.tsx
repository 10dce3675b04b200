// biome-ignore-all lint/a11y/useSemanticElements: virtual rows are placed one by one, which a table's own layout cannot do.
// biome-ignore-all lint/a11y/useFocusableInteractive: the tree holds the focus and names the active row.
'use client';

import { useTranslations } from 'next-intl';
import { type CSSProperties, type PointerEvent, type Ref, useEffect, useId, useMemo, useRef, useState } from 'react';
import { frameLoop } from '@/components/charts/flame/canvas';
import type { FlamePalette } from '@/components/charts/flame/flame-palette';
import { useTimeGestures } from '@/components/charts/flame/use-time-gestures';
import { focusFrame } from '@/components/traces/focus-frame';
import { cn } from '@/components/ui/cn';
import { useFixedRows } from '@/components/ui/use-fixed-rows';
import { siblingPlaces } from '@/lib/telemetry/trace/sibling-places';
import { BarsCanvas } from './bars-canvas';
import { axisHeight, deepestIndent, indentFor, rowHeight } from './layout';
import { useRowWords } from './row-words';
import { TimeAxis } from './time-axis';
import { treeMove } from './tree-keys';
import { useHoverMarks } from './use-hover-marks';
import type { TraceState } from './use-trace-state';
import { rowTemplate, WaterfallRow } from './waterfall-row';

const overscan = 8;
/** Of the rows before they are measured: about what the tree has below head, way and flame graph of a window of 900 px. */
const firstHeight = 320;
/** Rows come and go by so many at once: the bars are drawn anew only then. */
const chunk = 4;

/** The spans as a tree, each with its bar on one time axis. One stop for the Tab key; the arrows walk the tree. */
export function Waterfall({
  state,
  palette,
  ref,
}: {
  state: TraceState;
  palette: FlamePalette;
  ref: Ref<HTMLDivElement>;
}) {
  const t = useTranslations('timeline');
  const { opened, rows, folded, cursor, cursorRow, view, pointer } = state;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const track = useRef<HTMLDivElement>(null);
  const band = useRef<HTMLDivElement>(null);
  const words = useRowWords(opened);
  const marks = useHoverMarks(state);
  useTimeGestures({ area: head, track, band, view, wheelZooms: true });
  useTimeGestures({ area: content, track, band, view, wheelZooms: false });

  const count = rows.index.length;
  const window = useFixedRows({
    count,
    rowHeight,
    viewport: scroller,
    headerHeight: axisHeight,
    overscan,
    initialHeight: firstHeight,
  });
  const first = Math.floor(window.first / chunk) * chunk;
  const last = Math.min(count - 1, Math.ceil((window.last + 1) / chunk) * chunk - 1);

  const places = useMemo(() => siblingPlaces(rows.depth), [rows]);
  // As many as were ever needed: with fewer for a moment every row would change its place, and be written anew.
  const [slots, setSlots] = useState(1);
  if (last - first + 1 > slots) setSlots(last - first + 1);

  // A row that a key, the search, the flame graph or a link went to is brought into sight.
  const { scrollToRow } = window;
  const latestScroll = useRef(scrollToRow);
  useEffect(() => {
    latestScroll.current = scrollToRow;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the span moved as well as its row.
  useEffect(() => {
    if (cursorRow < 0) return;
    // With the next frame, which lays the page out anyway: asked now, it would be laid out twice.
    const bringing = frameLoop(() => latestScroll.current(cursorRow));
    bringing.ask();
    return bringing.stop;
  }, [cursor, cursorRow]);
  // Details beside the tree make what is above it higher: of a lower tree the row stays in sight that was.
  const { height } = window;
  const heightBefore = useRef(height);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a row that moves is brought into sight above.
  useEffect(() => {
    const bottom = axisHeight + (cursorRow + 1) * rowHeight - (scroller.current?.scrollTop ?? 0);
    if (bottom > height && bottom <= heightBefore.current) latestScroll.current(cursorRow);
    heightBefore.current = height;
  }, [height]);

  const rowAt = (clientY: number) => {
    const box = content.current?.getBoundingClientRect();
    const row = box ? Math.floor((clientY - box.top) / rowHeight) : -1;
    return row >= 0 && row < count ? row : -1;
  };
  const handlePointer = (event: PointerEvent) => {
    const rect = track.current?.getBoundingClientRect();
    if (!rect || event.pointerType === 'touch') return;
    const share = (event.clientX - rect.left) / rect.width;
    const moment = view.range.from + share * (view.range.to - view.range.from);
    pointer.set(rows.index[rowAt(event.clientY)] ?? -1, share >= 0 && share <= 1 ? moment : null, event);
  };
  const indent = useMemo(
    () => indentFor(opened.columns.depth.reduce((most, depth) => Math.max(most, depth), 0)),
    [opened],
  );
  return (
    <div
      className={cn(
        'relative flex min-h-24 min-w-0 flex-1 flex-col [--figure:4.75rem] [--self:4.75rem] max-sm:min-h-96 max-sm:[--self:0px]',
        focusFrame,
      )}
      onPointerLeave={() => pointer.clear()}
      style={
        {
          // Lines that stand closer than this are a grey area.
          '--guide': indent < 6 ? 'transparent' : 'var(--line)',
          '--indent': `min(${indent}px, 1vw)`,
          '--deepest': deepestIndent(indent),
          '--tree': `max(13rem, ${state.treeShare * 100}%)`,
        } as CSSProperties
      }
    >
      <div
        aria-activedescendant={cursorRow >= first && cursorRow <= last ? `${id}-${rows.index[cursorRow]}` : undefined}
        aria-colcount={4}
        aria-label={t('waterfall')}
        aria-rowcount={count + 1}
        className="min-h-0 flex-1 overflow-x-hidden overflow-y-auto bg-surface text-xs outline-none [scrollbar-gutter:stable]"
        onKeyDown={(event) => {
          if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey)
            return;
          const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? rowHeight) / rowHeight) - 2);
          const move = treeMove(event.key, cursorRow, rows, folded.has(cursor), page);
          if (move === null) return;
          event.preventDefault();
          if (move.kind === 'to') state.goTo(rows.index[move.row] ?? -1);
          else if (move.kind === 'open') state.pick(cursor);
          else state.setFold(cursor, move.kind === 'fold');
        }}
        ref={(node) => {
          scroller.current = node;
          if (typeof ref === 'function') ref(node);
          else if (ref) ref.current = node;
        }}
        role="treegrid"
        tabIndex={0}
      >
        <div className="sticky top-0 z-10 border-b bg-surface text-subtle" ref={head} role="rowgroup">
          <div aria-rowindex={1} className={rowTemplate} role="row" style={{ height: axisHeight }}>
            <div className="relative flex h-full min-w-0 items-center px-2" role="columnheader">
              <span className="truncate">{t('tree')}</span>
              <span
                aria-hidden
                className="absolute inset-y-0 -right-1 z-10 w-2 cursor-col-resize touch-none border-line border-r hover:bg-accent/20"
                onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
                onPointerMove={(event) => {
                  const row = head.current?.getBoundingClientRect();
                  if (!row || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
                  state.setTreeShare((event.clientX - row.left) / row.width);
                }}
                title={t('treeWidth')}
              />
            </div>
            <div className="relative h-full cursor-crosshair overflow-hidden" role="columnheader" title={t('axisHint')}>
              <span className="sr-only">{t('time')}</span>
              <TimeAxis palette={palette} pointer={pointer} track={track} view={view} />
            </div>
            <div className="truncate px-2 text-right" role="columnheader">
              {t('duration')}
            </div>
            <div className="truncate px-2 text-right max-sm:hidden" role="columnheader" title={t('selfHint')}>
              {t('self')}
            </div>
          </div>
        </div>
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the tree that holds it takes the keys. */}
        <div
          className="relative select-none"
          onClick={(event) => {
            const row = rowAt(event.clientY);
            const byButton = event.target instanceof Element ? event.target.closest('[data-fold]') : null;
            const byRow = event.target instanceof Element ? event.target.closest('[role=row]') : null;
            const index = rows.index[byRow ? Number(byRow.getAttribute('aria-rowindex')) - 2 : row] ?? -1;
            if (index < 0) return;
            if (byButton) state.setFold(index, byButton.getAttribute('data-fold') === 'fold');
            else state.pick(index);
          }}
          onPointerMove={handlePointer}
          ref={content}
          role="rowgroup"
          style={{ height: count * rowHeight }}
        >
          <div
            aria-hidden
            className="absolute inset-x-0 bg-hover"
            hidden
            ref={marks.row}
            style={{ height: rowHeight }}
          />
          {Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => {
            const row = first + at;
            const index = rows.index[row] ?? 0;
            return (
              <WaterfallRow
                below={rows.below[row] ?? 0}
                depth={rows.depth[row] ?? 0}
                id={`${id}-${index}`}
                index={index}
                isContext={rows.context[row] === 1}
                isCursor={index === cursor}
                isFolded={folded.has(index)}
                isHit={state.isHit[index] === 1}
                isOpen={index === state.open}
                // A row that leaves makes room for one that comes: its nodes are written anew, not made anew.
                key={row % slots}
                opened={opened}
                place={state.look.fill[index] || undefined}
                position={places.position[row] ?? 1}
                row={row}
                siblings={places.of[row] ?? 1}
                words={words}
              />
            );
          })}
          <div aria-hidden className={cn(rowTemplate, 'pointer-events-none absolute inset-0 h-full')}>
            <div />
            <div className="relative h-full overflow-hidden">
              <BarsCanvas first={first} last={last} palette={palette} state={state} />
              <div className="absolute border-fg border-b-2" hidden ref={marks.gap} />
              <div className="absolute inset-y-0 w-px bg-subtle/60" hidden ref={marks.hair} />
              <div className="absolute inset-y-0 border-x border-accent bg-accent/15" hidden ref={band} />
            </div>
          </div>
        </div>
      </div>
    </div>
  );
}
