/** How many calls of the selection and of the rest have a value. */
export type ValueCount = { value: string; selected: number; rest: number };
export type OverRepresented = ValueCount;

export type Groups = { selected: number; rest: number };

/** Fewer calls than this with one value say nothing about it. */
const leastCalls = 3;
/** Of a two-proportion z-test with continuity correction; high, since many values are tried at once. */
const leastZ = 3;

/**
 * The values that more of the selected calls have than of the others, by the difference of the shares, largest first.
 * Values whose difference may well be chance are left out; without a rest there is nothing to compare with.
 */
export function overRepresented(
  counts: Iterable<ValueCount>,
  groups: Groups,
  most = Number.POSITIVE_INFINITY,
): OverRepresented[] {
  if (groups.selected === 0 || groups.rest === 0) return [];
  return [...counts]
    .filter((count) => count.selected >= leastCalls && zOf(count, groups) >= leastZ)
    .sort((a, b) => excess(b, groups) - excess(a, groups) || (a.value < b.value ? -1 : 1))
    .slice(0, most);
}

/** By how much the share in the selection exceeds the one in the rest, -1 to 1. */
export function excess({ selected, rest }: ValueCount, groups: Groups): number {
  return share(selected, groups.selected) - share(rest, groups.rest);
}

/** 0 to 1; of nothing it is 0. */
export function share(count: number, of: number): number {
  return of === 0 ? 0 : count / of;
}

function zOf(count: ValueCount, groups: Groups): number {
  const all = groups.selected + groups.rest;
  const pooled = (count.selected + count.rest) / all;
  const spread = Math.sqrt(pooled * (1 - pooled) * (1 / groups.selected + 1 / groups.rest));
  const correction = (1 / groups.selected + 1 / groups.rest) / 2;
  const difference = excess(count, groups) - correction;
  if (difference <= 0) return 0;
  return spread === 0 ? 0 : difference / spread;
}
