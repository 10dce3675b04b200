'use client';

import type { Route } from 'next';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, lazy, type MouseEvent, memo, type RefObject, Suspense, useEffect, useRef } from 'react';
import { cn } from '@/components/ui/cn';
import { Skeleton } from '@/components/ui/skeleton';
import type { RouteSummary } from '@/lib/apisix/dto';
import type { Column } from './columns';
import { RouteCell } from './route-cell';
import { RouteRowMenu } from './route-row-menu';

const RouteMarks = lazy(async () => ({ default: (await import('./route-marks')).RouteMarks }));

export type RouteRowProps = {
  gatewayId: string;
  /** Undefined while its window is loading: the row is there all the same. */
  route: RouteSummary | undefined;
  index: number;
  start: number;
  height: number;
  columns: readonly Column[];
  template: string;
  isActive: boolean;
  /** Chosen to be changed together with others. */
  isSelected: boolean;
  /** Set when the keyboard moved the focus here. */
  focusRef: RefObject<boolean>;
  /** Turns its selection, or extends it to here. */
  onSelect: (index: number, extend: boolean) => void;
  onActivate: (index: number) => void;
  onOpen: (routeId: string) => void;
  hrefOf: (routeId: string) => Route;
};

export const RouteRow = memo(function RouteRow(props: RouteRowProps) {
  const { gatewayId, route, index, start, height, columns, template, isActive, isSelected, focusRef } = props;
  const { onSelect, onActivate, onOpen, hrefOf } = props;
  const t = useTranslations('routes');
  const row = useRef<HTMLDivElement>(null);
  const tabIndex = isActive ? 0 : -1;

  useEffect(() => {
    if (!isActive || !focusRef.current) return;
    focusRef.current = false;
    row.current?.focus({ preventScroll: true });
  }, [isActive, focusRef]);

  const handleClick = (event: MouseEvent<HTMLDivElement>) => {
    onActivate(index);
    const isOnControl = (event.target as Element).closest('a, button, label, [popover]') !== null;
    if (!route || isOnControl || event.ctrlKey || event.metaKey || !window.getSelection()?.isCollapsed) return;
    onOpen(route.id);
  };
  const handleKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget || !route) return;
    if (event.key === 'Enter') onOpen(route.id);
    if (event.key === ' ' || event.key.toLowerCase() === 'x') {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      onSelect(index, event.shiftKey);
    }
    if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      event.preventDefault();
      row.current?.querySelector<HTMLElement>('[aria-haspopup="menu"]')?.click();
    }
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a row that is placed by hand cannot be a <tr>.
    <div
      aria-busy={route ? undefined : true}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      className={cn(
        'group/row absolute inset-x-0 grid cursor-default grid-rows-[minmax(0,1fr)] items-center border-b bg-surface hover:bg-hover focus-visible:outline-offset-[-2px]',
        isActive && 'shadow-[inset_2px_0_0_var(--accent)]',
        isSelected && 'bg-accent-soft',
        route && !route.enabled && 'text-subtle',
      )}
      onClick={handleClick}
      onFocus={() => onActivate(index)}
      onKeyDown={handleKeyDown}
      ref={row}
      role="row"
      style={{ gridTemplateColumns: template, height, transform: `translateY(${start}px)` }}
      tabIndex={tabIndex}
    >
      {columns.map(({ id }, column) => (
        // biome-ignore lint/a11y/useSemanticElements: as the row.
        // biome-ignore lint/a11y/useFocusableInteractive: the row has the focus, and what is inside the cell.
        <div
          aria-colindex={column + 1}
          className={cn(
            'flex h-full min-w-0 items-center gap-1 px-2',
            column === 0 && 'sticky left-0 z-10 bg-surface shadow-[inherit] group-hover/row:bg-hover',
            column === 0 && isSelected && 'bg-accent-soft',
          )}
          key={id}
          role="gridcell"
        >
          {!route ? (
            <Skeleton style={{ width: `${45 + ((index * 7 + column * 13) % 40)}%` }} />
          ) : id === 'name' ? (
            <>
              <label className="-ml-2 grid h-full w-8 shrink-0 place-items-center">
                <input
                  aria-label={t('select', { name: route.name || route.id })}
                  checked={isSelected}
                  className="size-3.5 accent-accent"
                  onChange={({ nativeEvent }) => onSelect(index, (nativeEvent as globalThis.MouseEvent).shiftKey)}
                  tabIndex={tabIndex}
                  type="checkbox"
                />
              </label>
              <Link
                className={cn(
                  'min-w-0 truncate rounded-sm font-medium hover:text-accent hover:underline',
                  route.name ? undefined : 'font-mono',
                )}
                href={hrefOf(route.id)}
                prefetch={false}
                tabIndex={tabIndex}
                title={[route.name || route.id, route.description].filter(Boolean).join('\n')}
              >
                {route.name || route.id}
              </Link>
              {route.faults.length > 0 || route.managedBy ? (
                <Suspense>
                  <RouteMarks route={route} tabIndex={tabIndex} />
                </Suspense>
              ) : null}
            </>
          ) : (
            <RouteCell column={id} route={route} tabIndex={tabIndex} />
          )}
        </div>
      ))}
      {/* biome-ignore lint/a11y/useSemanticElements: as the row. */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the button inside has the focus. */}
      <div aria-colindex={columns.length + 1} className="flex h-full items-center justify-center" role="gridcell">
        {route ? (
          <RouteRowMenu
            gatewayId={gatewayId}
            label={t('rowMenu', { name: route.name || route.id })}
            route={route}
            tabIndex={tabIndex}
          />
        ) : null}
      </div>
    </div>
  );
});
