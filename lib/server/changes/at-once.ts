import 'server-only';

/** Does the work for every item, at most so many at a time; results in the order of the items. */
export async function atOnce<T, R>(most: number, items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = new Array(items.length);
  const rest = items.entries();
  async function takeTurns(): Promise<void> {
    for (const [at, item] of rest) results[at] = await work(item);
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, takeTurns));
  return results;
}
