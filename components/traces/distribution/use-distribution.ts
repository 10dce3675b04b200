'use client';

import { useQuery } from '@tanstack/react-query';
import { useQueryStates } from 'nuqs';
import { useCallback, useMemo } from 'react';
import { useTimeRange } from '@/components/time-range/use-time-range';
import { distributionParams, selectionWithin, toSelection } from '@/components/traces/search-params';
import type { Selection } from '@/lib/deepflow/distribution';
import type { CallFilter } from '@/lib/deepflow/dto';
import { telemetryQueries } from '@/lib/deepflow/queries';

/** The selected part of the durations, in the address. */
export function useSelection() {
  const { range } = useTimeRange();
  const [{ sel, dist }, setParams] = useQueryStates(distributionParams);
  // One object for one address: what is asked for hangs on it.
  const text = sel?.join(',') ?? '';
  const asked = useMemo(() => toSelection(text === '' ? null : text.split(',').map(Number)), [text]);
  const selection = useMemo(() => asked && selectionWithin(asked, range), [asked, range]);
  const setSelection = useCallback(
    (next: Selection | null) => setParams({ sel: next && [next.t0, next.t1, next.d0, next.d1] }, { history: 'push' }),
    [setParams],
  );
  return {
    /** What of it lies in the page's time range; null: nothing is selected there. */
    selection,
    /** It is in the address, and the time range has moved away from it. */
    isOutside: asked !== null && selection === null && range.tickMs > 0,
    setSelection,
    isFolded: dist === 'folded',
    setFolded: (next: boolean) => setParams({ dist: next ? 'folded' : null }),
  };
}

/** How the durations of a route's calls lie, and what sets the selected ones apart: two questions, so that a selection leaves the picture as it is. */
export function useDistribution(
  gatewayId: string,
  routeId: string,
  { filter, selection }: { filter: CallFilter; selection: Selection | null },
) {
  const { range } = useTimeRange();
  const scope = { gatewayId, routeId, range };
  const picture = useQuery(telemetryQueries.distribution(scope, filter, null));
  const comparison = useQuery({
    ...telemetryQueries.distribution(scope, filter, selection),
    enabled: range.tickMs > 0 && selection !== null,
  });
  return { picture, comparison };
}

export type DistributionQueries = ReturnType<typeof useDistribution>;
