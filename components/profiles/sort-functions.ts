import type { FunctionColumns } from '@/lib/telemetry/profile/open-profile';

export const sortKeys = ['name', 'self', 'total'] as const;
export type SortKey = (typeof sortKeys)[number];
export type Sort = { by: SortKey; isDescending: boolean };

/** What one expects first of each: the most, or the first of the alphabet. */
export function firstOrder(by: SortKey): Sort {
  return { by, isDescending: by !== 'name' };
}

const bared = new WeakMap<readonly string[], readonly string[]>();

/** Functions in order; those of `isShown` alone, where it is given. */
export function sortFunctions(
  functions: FunctionColumns,
  { by, isDescending }: Sort,
  isShown: ((fn: number) => boolean) | null,
): Int32Array {
  const found: number[] = [];
  for (let fn = 0; fn < functions.count; fn++) if (isShown === null || isShown(fn)) found.push(fn);
  const names = bared.get(functions.names) ?? functions.names.map(bareName);
  bared.set(functions.names, names);
  const byName = (a: number, b: number) => compareText(names[a] ?? '', names[b] ?? '');
  const compare = by === 'name' ? byName : (a: number, b: number) => (functions[by][a] ?? 0) - (functions[by][b] ?? 0);
  const sign = isDescending ? -1 : 1;
  return Int32Array.from(found.sort((a, b) => sign * compare(a, b) || byName(a, b)));
}

/** The name without the letter of its kind, which the table has in a place of its own. */
export function bareName(name: string): string {
  return name.replace(/^\[[a-z]\] /, '');
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
