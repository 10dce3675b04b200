/** Length of the colour list `--series-1` … `--series-10`. */
export const seriesCount = 10;

/**
 * A service's place in the colour list, 1 … 10, by its identity: the same service has the same colour in every view.
 * Of services that meet in one view and want the same place, the later by id moves on to the next free one;
 * from the eleventh service on, places are shared.
 */
export function assignSeries(ids: Iterable<string>): Map<string, number> {
  const places = new Map<string, number>();
  const taken = new Set<number>();
  for (const id of [...new Set(ids)].sort()) {
    if (taken.size === seriesCount) taken.clear();
    let place = hash(id) % seriesCount;
    while (taken.has(place)) place = (place + 1) % seriesCount;
    taken.add(place);
    places.set(id, place + 1);
  }
  return places;
}

/** FNV-1a over UTF-16 units, 32 bit. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return value;
}
