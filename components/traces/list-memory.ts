import { keepTimeRange } from '@/components/time-range/time-range-params';

/** Where a reader left a list: Back from a trace leads to the same rows. */
export type ListPlace = { selectedId: string | null; offset: number };

const most = 20;
const places = new Map<string, ListPlace>();

/** `key` names the list with its range, moment and filters: a list of other rows has another place. */
export function recallPlace(key: string): ListPlace | undefined {
  return places.get(key);
}

export function rememberPlace(key: string, change: Partial<ListPlace>): void {
  const before = places.get(key) ?? { selectedId: null, offset: 0 };
  places.delete(key);
  places.set(key, { ...before, ...change });
  const oldest = places.keys().next();
  if (places.size > most && !oldest.done) places.delete(oldest.value);
}

/** The traces tab that was shown last, with all that its address asked for. */
let lastList: { path: string; query: string } | null = null;

export function rememberList(path: string, query: string): void {
  lastList = { path, query };
}

/** The way back to the list at `path`: as it was left, when that was the last one and of the same time range. */
export function listHref(path: string, current: { get: (name: string) => string | null }): string {
  const href = keepTimeRange(path, current);
  if (lastList?.path !== path) return href;
  const isSameRange = keepTimeRange(path, new URLSearchParams(lastList.query)) === href;
  return isSameRange && lastList.query !== '' ? `${path}?${lastList.query}` : href;
}
