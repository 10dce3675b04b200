'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { hrefs } from '@/components/shell/hrefs';
import { useFixedRows } from '@/components/ui/use-fixed-rows';
import type { GatewayInfo } from '@/lib/apisix/dto';
import { gridLayout } from './grid-layout';
import { nextRow } from './next-row';
import { RouteGridHeader } from './route-grid-header';
import { RouteRow } from './route-row';
import type { RouteListParams } from './search-params';
import type { SetRouteListParams } from './set-params';
import { type RouteWindows, rowAt } from './use-route-windows';

export type RouteGridProps = {
  gateway: GatewayInfo;
  windows: RouteWindows;
  params: RouteListParams;
  setParams: SetRouteListParams;
  onVisibleChange: (visible: { first: number; last: number }) => void;
};

const overscan = 12;
const headerHeight = 32;
/** What the server draws, before the browser's size is known. */
const initialHeight = 900;

/** Rows of a list of any length; only those on screen exist. One row has the focus, the arrows move it. */
export function RouteGrid({ gateway, windows, params, setParams, onVisibleChange }: RouteGridProps) {
  const t = useTranslations('routes');
  const router = useRouter();
  const viewport = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const wantsFocus = useRef(false);
  const { shown, template, minWidth, rowHeight } = gridLayout(params);
  const count = windows.newest.matched;
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
  const handleKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const perPage = Math.max(1, Math.floor(((viewport.current?.clientHeight ?? 0) - headerHeight) / rowHeight) - 1);
    const next = nextRow(event.key, current, count, perPage);
    if (next === null || event.altKey || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    wantsFocus.current = true;
    setActive(next);
    rows.scrollToRow(next);
  };
  return (
    <div className="min-h-0 flex-1 overflow-auto border-t bg-surface" data-slot="route-grid" ref={viewport}>
      {/* biome-ignore lint/a11y/useSemanticElements: a <table> cannot hold rows that are placed by hand. */}
      <div
        aria-colcount={shown.length + 1}
        aria-label={t('table', { gateway: gateway.name })}
        aria-rowcount={count + 1}
        className="text-xs"
        role="grid"
        style={{ minWidth }}
        tabIndex={-1}
      >
        <RouteGridHeader columns={shown} params={params} setParams={setParams} template={template} />
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
              key={index}
              onActivate={setActive}
              onOpen={(routeId) => router.push(hrefs.route(gateway.id, routeId))}
              route={rowAt(windows, index)}
              start={index * rowHeight}
              template={template}
            />
          ))}
        </div>
      </div>
    </div>
  );
}
