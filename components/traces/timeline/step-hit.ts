/** The next hit after (or before) a place, around the end; -1 without hits. `from` -1 is before the first. Hits ascend. */
export function stepHit(hits: Int32Array, from: number, direction: 1 | -1): number {
  const count = hits.length;
  if (count === 0) return -1;
  const after = firstAfter(hits, direction === 1 ? from : from - 1);
  if (direction === 1) return hits[after % count] ?? -1;
  return hits[(after - 1 + count) % count] ?? -1;
}

/** Which hit a place is, from 0; -1: none. */
export function hitOrder(hits: Int32Array, at: number): number {
  const place = firstAfter(hits, at - 1);
  return hits[place] === at ? place : -1;
}

function firstAfter(hits: Int32Array, place: number): number {
  let low = 0;
  let high = hits.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((hits[middle] ?? 0) > place) high = middle;
    else low = middle + 1;
  }
  return low;
}
