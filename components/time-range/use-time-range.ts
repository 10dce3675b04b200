'use client';

import { useQueryStates } from 'nuqs';
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { QueryRange } from '@/lib/deepflow/queries';
import {
  defaultTimeRange,
  formatTimeRange,
  isTooLong,
  parseTimeRange,
  resolveRange,
  type TimeRange,
} from '@/lib/telemetry/time-range';
import { clockStore } from './clock';
import { timeRangeParams } from './time-range-params';

/** Ranges that a zoom left behind, newest last: what a double click on a chart goes back to. */
const left: { before: TimeRange; after: TimeRange }[] = [];

export type TimeRangeHandle = {
  /** As chosen: relative or fixed. */
  chosen: TimeRange;
  /** In numbers, as of the present tick; the same for every panel. */
  range: QueryRange;
  /** A new range is a new entry in the history: Back undoes it. */
  setRange: (next: TimeRange) => void;
  /** To the range before the last `setRange`; nothing when there was none. */
  undoRange: () => void;
  refresh: () => void;
};

/** The one time range of the page. */
export function useTimeRange(): TimeRangeHandle {
  const [params, setParams] = useQueryStates(timeRangeParams);
  const { tickMs } = useSyncExternalStore(clockStore.subscribe, clockStore.get, clockStore.getOnServer);
  const { from, to } = params;
  const read = useMemo(() => parseTimeRange(from ?? formatTimeRange(defaultTimeRange).from, to), [from, to]);
  const chosen = tickMs > 0 && isTooLong(read, tickMs) ? defaultTimeRange : read;
  const range = useMemo(() => ({ ...resolveRange(chosen, tickMs), tickMs }), [chosen, tickMs]);

  const write = useCallback(
    (next: TimeRange) => {
      const text = formatTimeRange(next);
      const plain = formatTimeRange(defaultTimeRange);
      const isDefault = text.from === plain.from && text.to === plain.to;
      clockStore.tick();
      setParams({ from: isDefault ? null : text.from, to: text.to === plain.to ? null : text.to }, { history: 'push' });
    },
    [setParams],
  );
  const setRange = useCallback(
    (next: TimeRange) => {
      forgetUnless(chosen);
      left.push({ before: chosen, after: next });
      write(next);
    },
    [chosen, write],
  );
  const undoRange = useCallback(() => {
    forgetUnless(chosen);
    const last = left.pop();
    if (last) write(last.before);
  }, [chosen, write]);
  return { chosen, range, setRange, undoRange, refresh: clockStore.tick };
}

/** Steps that the browser's Back has undone already are no longer the way here. */
function forgetUnless(current: TimeRange): void {
  while (left.length > 0 && !isSame(left.at(-1)?.after, current)) left.pop();
}

function isSame(one: TimeRange | undefined, other: TimeRange): boolean {
  if (one === undefined) return false;
  const a = formatTimeRange(one);
  const b = formatTimeRange(other);
  return a.from === b.from && a.to === b.to;
}
