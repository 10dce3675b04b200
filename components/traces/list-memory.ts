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
