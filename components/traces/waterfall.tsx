// biome-ignore-all lint/a11y/useSemanticElements: virtual rows are placed one by one, which a table's own layout cannot do.
// biome-ignore-all lint/a11y/useFocusableInteractive: the tree holds the focus and names the active row.
'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { useTranslations } from 'next-intl';
import {
  type CSSProperties,
  type KeyboardEvent,
  type PointerEvent,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import { cn } from '@/components/ui/cn';
import { formatDuration } from '@/lib/telemetry/format';
import { focusFrame } from './focus-frame';
import { axisTicks, indentPx } from './trace-axis';
import { treeMove } from './tree-keys';
import type { TraceState } from './use-trace-state';
import { rowClass, WaterfallRow } from './waterfall-row';

const rowHeight = 28;
const overscan = 16;
const tickRoomPx = 80;

/** The spans as a tree, each with its bar on one time axis. One stop for the Tab key; the arrows walk the tree. */
export function Waterfall({ state }: { state: TraceState }) {
  const t = useTranslations('traces');
  const id = useId();
  const { layout, rows, folded, cursorRow } = state;
  const scroller = useRef<HTMLDivElement>(null);
  const axis = useRef<HTMLDivElement>(null);
  const hair = useRef<HTMLDivElement>(null);
  const hairLabel = useRef<HTMLSpanElement>(null);
  const lengthUs = layout.endUs - layout.startUs;
  const virtual = useVirtualizer({
    count: rows.index.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan,
    // The head of the tree is as high as a row.
    scrollMargin: rowHeight,
    scrollPaddingStart: rowHeight,
  });
  const hits = useMemo(() => new Set(state.hits), [state.hits]);
  const [mostTicks, setMostTicks] = useState(7);
  useEffect(() => {
    const track = axis.current;
    if (!track) return;
    const observer = new ResizeObserver(() => setMostTicks(Math.max(2, Math.floor(track.clientWidth / tickRoomPx))));
    observer.observe(track);
    return () => observer.disconnect();
  }, []);

  // A row that a key, the search or a link went to is brought into sight.
  useEffect(() => {
    if (cursorRow >= 0) virtual.scrollToIndex(cursorRow, { align: 'auto' });
  }, [cursorRow, virtual]);

  const handleKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const spanId = layout.spans[rows.index[cursorRow] ?? -1]?.id;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? rowHeight) / rowHeight) - 2);
    const move = treeMove(event.key, cursorRow, rows, spanId !== undefined && folded.has(spanId), page);
    if (move === null) return;
    event.preventDefault();
    if (move.kind === 'to') state.goTo(rows.index[move.row] ?? -1);
    else if (spanId === undefined) return;
    else if (move.kind === 'open') state.open(spanId);
    else state.setFold(spanId, move.kind === 'fold');
  };

  // The crosshair follows the pointer without a render.
  const handlePointer = (event: PointerEvent<HTMLDivElement>) => {
    const track = axis.current?.getBoundingClientRect();
    const frame = event.currentTarget.getBoundingClientRect();
    if (!track || !hair.current || !hairLabel.current) return;
    const share = (event.clientX - track.left) / track.width;
    const isInside = event.type !== 'pointerleave' && share >= 0 && share <= 1;
    hair.current.hidden = !isInside;
    hairLabel.current.hidden = !isInside;
    if (!isInside) return;
    hair.current.style.left = `${event.clientX - frame.left}px`;
    hairLabel.current.style.left = `${share * 100}%`;
    hairLabel.current.style.transform = `translateX(${share > 0.85 ? '-100%' : share < 0.05 ? '0' : '-50%'})`;
    hairLabel.current.textContent = formatDuration(share * lengthUs);
  };
  const ticks = useMemo(() => axisTicks(lengthUs, mostTicks), [lengthUs, mostTicks]);
  const indent = useMemo(() => ({ '--indent': `${indentPx(layout.depth)}px` }) as CSSProperties, [layout]);
  const template = { gridTemplateColumns: 'var(--tree) minmax(12rem,1fr) 5rem' };
  return (
    <div
      className={cn(
        'flex min-h-0 min-w-0 flex-1 flex-col [--tree:minmax(18rem,42%)] max-sm:min-h-96 max-sm:[--tree:14rem]',
        focusFrame,
      )}
      onPointerLeave={handlePointer}
      onPointerMove={handlePointer}
      style={indent}
    >
      <div
        aria-activedescendant={cursorRow >= 0 ? `${id}-${cursorRow}` : undefined}
        aria-colcount={3}
        aria-label={t('trace.waterfall')}
        aria-rowcount={rows.index.length + 1}
        className="min-h-0 flex-1 overflow-auto bg-surface text-xs outline-none"
        onKeyDown={handleKeyDown}
        ref={scroller}
        role="treegrid"
        tabIndex={0}
      >
        <div role="rowgroup" className="sticky top-0 z-10 min-w-[33rem] border-b bg-surface text-subtle">
          <div aria-rowindex={1} className={rowClass} role="row" style={{ ...template, height: rowHeight }}>
            <div className="px-2" role="columnheader">
              {t('trace.tree')}
            </div>
            <div className="relative h-full" role="columnheader">
              <span className="sr-only">{t('trace.time')}</span>
              <div aria-hidden className="absolute inset-y-0 right-16 left-2" ref={axis}>
                {ticks.map((tick) => (
                  <span
                    className="absolute top-1.5 pl-1 whitespace-nowrap tabular-nums"
                    key={tick}
                    style={{ left: `${lengthUs > 0 ? (tick / lengthUs) * 100 : 0}%` }}
                  >
                    {tick === 0 ? '0' : formatDuration(tick)}
                  </span>
                ))}
                <span
                  className="absolute top-1 z-10 rounded-sm bg-fg px-1 py-px text-canvas tabular-nums"
                  hidden
                  ref={hairLabel}
                />
              </div>
            </div>
            <div className="px-2 text-right" role="columnheader">
              {t('span.self')}
            </div>
          </div>
        </div>
        <div className="relative min-w-[33rem]" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const at = rows.index[item.index] ?? -1;
            const span = layout.spans[at];
            if (!span) return null;
            return (
              <WaterfallRow
                below={rows.below[item.index] ?? 0}
                colour={span.serviceId === null ? undefined : state.colours.get(span.serviceId)}
                depth={rows.depth[item.index] ?? 0}
                end={layout.end[at] ?? 0}
                height={rowHeight}
                id={`${id}-${item.index}`}
                isCursor={item.index === cursorRow}
                isFolded={folded.has(span.id)}
                isHit={hits.has(at)}
                isOpen={at === state.openAt}
                key={span.id}
                lengthUs={lengthUs}
                onFold={state.setFold}
                onPick={() => {
                  state.goTo(at);
                  state.open(span.id);
                }}
                row={item.index}
                span={span}
                start={layout.start[at] ?? 0}
                template={template.gridTemplateColumns}
                ticks={ticks}
                top={item.start - rowHeight}
              />
            );
          })}
        </div>
      </div>
      <div aria-hidden className="pointer-events-none absolute inset-y-0 w-px bg-subtle/60" hidden ref={hair} />
    </div>
  );
}
