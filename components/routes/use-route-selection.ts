'use client';

import { useCallback, useRef, useState } from 'react';
import type { RouteListQuery } from '@/lib/apisix/dto';
import { rowInWindows } from '@/lib/query/list-windows';
import type { RouteWindows } from './use-route-windows';

export type RouteSelection = {
  /** The chosen ones; where all are meant, those that are not. */
  ids: ReadonlySet<string>;
  /** All that match this query are meant, whichever they are. */
  all: RouteListQuery | null;
};

const none: RouteSelection = { ids: new Set(), all: null };

/** Which routes are chosen to be changed together: some by id, or the filter itself. Another filter ends the latter. */
export function useRouteSelection(gatewayId: string, query: RouteListQuery) {
  const [kept, setKept] = useState(none);
  const anchor = useRef<number | null>(null);
  const selection = kept.all && filterOf(kept.all) !== filterOf(query) ? none : kept;

  /** Turns one row; to extend is to choose all from the last one that was turned, or from `from`, to this one. */
  const toggle = useCallback(
    async (windows: RouteWindows, index: number, extend: boolean, from?: number) => {
      const route = rowInWindows(windows.pages, index);
      if (!route) return;
      const start = extend ? (from ?? anchor.current ?? index) : index;
      anchor.current = index;
      const range = [Math.min(start, index), Math.max(start, index)] as const;
      const loaded = Array.from(
        { length: range[1] - range[0] + 1 },
        (_, step) => rowInWindows(windows.pages, range[0] + step)?.id,
      );
      // Rows that the range passes over may have left the memory, or never been in it.
      const ids = loaded.includes(undefined)
        ? await (await import('@/components/changes/bulk/range-ids')).rangeIds(gatewayId, windows.asked, ...range)
        : loaded;
      setKept(({ ids: before, all }) => {
        const next = new Set(before);
        const isChosen = before.has(route.id) === (all === null);
        const isListed = (extend || !isChosen) === (all === null);
        for (const id of ids) if (id !== undefined) isListed ? next.add(id) : next.delete(id);
        return { ids: next, all };
      });
    },
    [gatewayId],
  );
  return {
    selection,
    toggle,
    selectAll: () => setKept({ ids: none.ids, all: query }),
    clear: useCallback(() => setKept(none), []),
  };
}

function filterOf({ sort: _sort, desc: _desc, ...filter }: RouteListQuery): string {
  return JSON.stringify(filter);
}
