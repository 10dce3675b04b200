'use client';

import type { Route } from 'next';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { type CSSProperties, type KeyboardEvent, type ReactNode, useState } from 'react';
import { cn } from '@/components/ui/cn';
import { Popover } from '@/components/ui/popover';
import type { ReadoutFormat } from './chart-readout';
import { type MarkerGroup, type PlacedMarks, plotInset } from './prepare-marks';

export type ChartMarksProps = {
  marks: PlacedMarks;
  format: ReadoutFormat;
  /** CSS px of the plot with its axes. */
  height: number;
};

/**
 * Links over the flags of changes and the dots of calls that `draw-marks` draws with the lines. Each of the two lists is
 * one stop of the tab key, the arrow keys go through it. What a link shows of itself exists while it is pointed at or
 * focused, and none of them is positioned before: hundreds of boxes over the charts of a page, each to be asked whether
 * it is pointed at, make each move of the pointer dear.
 */
export function ChartMarks({ marks: { groups, exemplars }, format, height }: ChartMarksProps) {
  const t = useTranslations('charts');
  const plotHeight = height - plotInset.top - plotInset.bottom;
  return (
    <>
      {groups.length > 0 ? (
        <MarkList count={groups.length} label={t('markers')}>
          {(tab) =>
            groups.map((group, at) => (
              <li
                className={placed}
                key={`${group.x} ${group.markers[0]?.href}`}
                style={{ marginLeft: acrossPlot(group.x, 1) }}
              >
                <MarkerFlag format={format} group={group} {...tab(at)} />
              </li>
            ))
          }
        </MarkList>
      ) : null}
      {exemplars.length > 0 ? (
        <MarkList count={exemplars.length} label={t('exemplars')}>
          {(tab) =>
            exemplars.map(({ x, y, isBeyond, exemplar }, at) => {
              const words = `${exemplar.label} · ${format.value(exemplar.value)} · ${format.time(exemplar.timeS)}`;
              return (
                <li
                  className={placed}
                  key={`${exemplar.timeS} ${exemplar.href}`}
                  style={{ marginLeft: acrossPlot(x, 8), marginTop: plotInset.top + y * plotHeight - 8 }}
                >
                  <Link
                    aria-label={words}
                    className="group pointer-events-auto flex size-4 items-center justify-center rounded-full hover:relative focus-visible:relative"
                    data-slot="chart-exemplar"
                    href={exemplar.href as Route}
                    prefetch={false}
                    {...tab(at)}
                  >
                    <span
                      className={cn(
                        'hidden size-1.5 bg-fg group-hover:block group-focus-visible:block',
                        isBeyond ? 'rotate-45' : 'rounded-full',
                      )}
                    />
                    <MarkLabel isRight={x > 0.5}>{words}</MarkLabel>
                  </Link>
                </li>
              );
            })
          }
        </MarkList>
      ) : null}
    </>
  );
}

/** All marks begin in the same corner, and are moved from there by their margins. */
const placed = '[grid-area:1/1]';

/** `beforePx`: how far the mark begins before the place that it is for. */
function acrossPlot(x: number, beforePx: number): string {
  return `calc(${plotInset.left - beforePx}px + ${x} * (100% - ${plotInset.left + plotInset.right}px))`;
}

type Tab = { tabIndex: 0 | -1; 'data-mark': number; onFocus: () => void };

type MarkListProps = { label: string; count: number; children: (tab: (at: number) => Tab) => ReactNode };

/** Links laid over the plot that let the pointer through between them. One of them is in the tab order. */
function MarkList({ label, count, children }: MarkListProps) {
  const [focused, setFocused] = useState(0);
  // The next data may have fewer marks.
  const current = Math.min(focused, count - 1);
  const handleKeyDown = (event: KeyboardEvent<HTMLUListElement>) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const marks = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-mark]')];
    const next = marks[marks.indexOf(document.activeElement as HTMLElement) + step];
    event.preventDefault();
    next?.focus();
  };
  return (
    <ul
      aria-label={label}
      className="pointer-events-none absolute inset-0 grid grid-cols-1 grid-rows-1 items-start justify-items-start"
      onKeyDown={handleKeyDown}
    >
      {children((at) => ({
        tabIndex: at === current ? 0 : -1,
        'data-mark': at,
        onFocus: () => setFocused(at),
      }))}
    </ul>
  );
}

function MarkerFlag({ group, format, ...tab }: { group: MarkerGroup; format: ReadoutFormat } & Tab) {
  const t = useTranslations('charts');
  const [first] = group.markers;
  const isRight = group.x > 0.5;
  const className = 'group pointer-events-auto block h-3.5 min-w-3.5 text-left hover:relative focus-visible:relative';
  if (first === undefined) return null;
  if (group.markers.length === 1) {
    const words = `${first.label} · ${format.time(first.timeS)}`;
    return (
      <Link
        aria-label={words}
        className={className}
        data-slot="chart-marker"
        href={first.href as Route}
        prefetch={false}
        {...tab}
      >
        <Flag />
        <MarkLabel isRight={isRight}>{words}</MarkLabel>
      </Link>
    );
  }
  const words = t('markersAt', { count: group.markers.length });
  return (
    <Popover
      align={isRight ? 'end' : 'start'}
      label={t('markers')}
      trigger={(props) => (
        <button aria-label={words} className={className} data-slot="chart-marker" type="button" {...tab} {...props}>
          <Flag count={group.markers.length} />
          <MarkLabel isRight={isRight}>{words}</MarkLabel>
        </button>
      )}
    >
      <ul className="flex flex-col gap-1 text-xs">
        {group.markers.map((marker) => (
          <li key={`${marker.timeS} ${marker.href}`}>
            <Link
              className="block rounded-sm px-1.5 py-1 hover:bg-hover hover:text-accent"
              href={marker.href as Route}
              prefetch={false}
            >
              {marker.label}
              <span className="block text-subtle tabular-nums">{format.time(marker.timeS)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Popover>
  );
}

/** Over the flag that is drawn, as one that is pointed at. */
function Flag({ count = 1 }: { count?: number }) {
  return (
    <span
      aria-hidden
      className="hidden h-3 w-fit items-center border-subtle border-l-2 group-hover:flex group-focus-visible:flex"
    >
      <span className="flex h-2.5 min-w-2.5 items-center justify-center rounded-r-[3px] bg-accent px-0.5 text-[9px] leading-none font-medium text-surface tabular-nums">
        {count > 1 ? count : null}
      </span>
    </span>
  );
}

/** The name of a mark, which its link has as its label, for those who see. */
function MarkLabel({ isRight, children }: { isRight: boolean; children: string }) {
  const side: CSSProperties = isRight ? { right: 0 } : { left: 0 };
  return (
    <span
      aria-hidden
      className="pointer-events-none absolute top-full z-20 mt-0.5 hidden w-max max-w-64 rounded-md border border-line-strong bg-raised px-2 py-1 text-fg text-xs shadow-popup group-hover:block group-focus-visible:block"
      style={side}
    >
      {children}
    </span>
  );
}
