/** An id that more spans than this have tells nothing; each that names it would look at all of them. */
const mostEquals = 100;

/**
 * Of several spans with the id that another names as its parent, the one that called it: one that ran at that time, when
 * the other began, and the shortest of those, since a client's span and its server's may share their id. Undefined where
 * none ran, or where too many have the id.
 */
export function callerAmong<Item>(
  equals: readonly Item[],
  atUs: number,
  startOf: (item: Item) => number,
  endOf: (item: Item) => number,
): Item | undefined {
  if (equals.length > mostEquals) return undefined;
  let caller: Item | undefined;
  let shortestUs = Number.POSITIVE_INFINITY;
  for (const item of equals) {
    const [begin, until] = [startOf(item), endOf(item)];
    if (begin > atUs || until < atUs || until - begin >= shortestUs) continue;
    shortestUs = until - begin;
    caller = item;
  }
  return caller;
}
