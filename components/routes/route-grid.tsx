'use client';

import type { Route } from 'next';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, use, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { hrefs } from '@/components/shell/hrefs';
import { useFixedRows } from '@/components/ui/use-fixed-rows';
import type { GatewayInfo } from '@/lib/apisix/dto';
import { rowInWindows } from '@/lib/query/list-windows';
import { gridLayout } from './grid-layout';
import { nextRow } from './next-row';
import { NumbersContext } from './numbers-context';
import { RouteGridHeader } from './route-grid-header';
import { RouteRow } from './route-row';
import type { RouteListParams } from './search-params';
import type { SetRouteListParams } from './set-params';
import type { RouteSelection } from './use-route-selection';
import type { RouteWindows } from './use-route-windows';

export type RouteGridProps = {
  gateway: GatewayInfo;
  windows: RouteWindows;
  params: RouteListParams;
  setParams: SetRouteListParams;
  selection: RouteSelection;
  onSelect: (windows: RouteWindows, index: number, extend: boolean, from?: number) => void;
  onClearSelection: () => void;
  onVisibleChange: (visible: { first: number; last: number }) => void;
};

const overscan = 12;
const headerHeight = 32;
/** What the server draws, before the browser's size is known. */
const initialHeight = 1300;

/** Rows of a list of any length; only those on screen exist. One row has the focus, the arrows move it. */
export function RouteGrid(props: RouteGridProps) {
  const { gateway, windows, params, setParams, selection, onSelect, onClearSelection, onVisibleChange } = props;
  const t = useTranslations('routes');
  const router = useRouter();
  const viewport = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const wantsFocus = useRef(false);
  const { hide, widths, density } = params;
  const layout = useMemo(() => gridLayout({ hide, widths, density }), [hide, widths, density]);
  const { shown, template, minWidth, rowHeight } = layout;
  const count = windows.newest.matched;
  const timeSearch = use(NumbersContext)?.timeSearch ?? '';
  const hrefOf = useCallback(
    (routeId: string) => `${hrefs.route(gateway.id, routeId)}${timeSearch}` as Route,
    [gateway.id, timeSearch],
  );
  const handleOpen = useCallback((routeId: string) => router.push(hrefOf(routeId)), [router, hrefOf]);
  const rows = useFixedRows({ count, rowHeight, viewport, headerHeight, overscan, initialHeight });
  const { first, last } = rows;

  useEffect(() => onVisibleChange({ first, last: Math.max(0, last) }), [first, last, onVisibleChange]);

  // A new list is read from its start.
  const queryShown = useRef(windows.query);
  useEffect(() => {
    if (queryShown.current === windows.query) return;
    queryShown.current = windows.query;
    viewport.current?.scrollTo({ top: 0 });
    setActive(0);
  }, [windows.query]);

  const current = Math.min(active, count - 1);
  const latest = useRef(windows);
  useEffect(() => {
    latest.current = windows;
  }, [windows]);
  const handleSelect = useCallback(
    (index: number, extend: boolean) => onSelect(latest.current, index, extend),
    [onSelect],
  );
  const handleKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key === 'Escape' && !event.defaultPrevented) onClearSelection();
    const perPage = Math.max(1, Math.floor(((viewport.current?.clientHeight ?? 0) - headerHeight) / rowHeight) - 1);
    const next = nextRow(event.key, current, count, perPage);
    if (next === null || event.altKey || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    wantsFocus.current = true;
    setActive(next);
    rows.scrollToRow(next);
    if (event.shiftKey && event.key.startsWith('Arrow')) onSelect(windows, next, true, current);
  };
  return (
    <div className="min-h-0 flex-1 overflow-auto border-t bg-surface" data-slot="route-grid" ref={viewport}>
      {/* biome-ignore lint/a11y/useSemanticElements: a <table> cannot hold rows that are placed by hand. */}
      <div
        aria-colcount={shown.length + 1}
        aria-label={t('table', { gateway: gateway.name })}
        aria-multiselectable
        aria-rowcount={count + 1}
        className="text-xs"
        role="grid"
        style={{ minWidth }}
        tabIndex={-1}
      >
        <RouteGridHeader
          columns={shown}
          params={params}
          setParams={setParams}
          sortedBy={windows.newest.sort}
          template={template}
        />
        {/* biome-ignore lint/a11y/useSemanticElements: rows that are placed by hand cannot be a <tbody>. */}
        <div className="relative" onKeyDown={handleKeyDown} role="rowgroup" style={{ height: rows.totalHeight }}>
          {Array.from({ length: last - first + 1 }, (_, step) => first + step).map((index) => (
            <RouteRow
              columns={shown}
              focusRef={wantsFocus}
              gatewayId={gateway.id}
              height={rowHeight}
              index={index}
              isActive={index === current}
              isSelected={isChosen(selection, rowInWindows(windows.pages, index)?.id)}
              key={index}
              onActivate={setActive}
              onSelect={handleSelect}
              onOpen={handleOpen}
              hrefOf={hrefOf}
              route={rowInWindows(windows.pages, index)}
              start={index * rowHeight}
              template={template}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

function isChosen({ ids, all }: RouteSelection, id: string | undefined): boolean {
  return id === undefined ? all !== null : ids.has(id) === (all === null);
}
