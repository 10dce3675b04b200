import type { BreakdownNumbers, BreakdownValue } from '@/lib/deepflow/breakdown';
import type { BreakdownColumn, BreakdownSort } from './search-params';

/** A share goes by the number of calls: all are of the same whole. */
const numberIn: Record<Exclude<BreakdownColumn, 'value'>, (of: BreakdownNumbers) => number | null> = {
  rate: ({ perSecond }) => perSecond,
  calls: ({ calls }) => calls,
  share: ({ calls }) => calls,
  errors: ({ calls, errors }) => (calls === 0 ? null : errors / calls),
  p50: ({ p50Us }) => p50Us,
  p95: ({ p95Us }) => p95Us,
};

/** Values in the order asked for; those of which the number is not known come last either way, equal ones stay as they are. */
export function sortValues(values: readonly BreakdownValue[], sort: BreakdownSort): BreakdownValue[] {
  const { column, isDown } = toColumn(sort);
  const turn = isDown ? -1 : 1;
  if (column === 'value') {
    return values.toSorted((a, b) => turn * a.value.localeCompare(b.value, 'en', { numeric: true }));
  }
  const read = numberIn[column];
  return values.toSorted((a, b) => {
    const [one, other] = [read(a), read(b)];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    return turn * (one - other);
  });
}

export function toColumn(sort: BreakdownSort): { column: BreakdownColumn; isDown: boolean } {
  return sort.startsWith('-')
    ? { column: sort.slice(1) as BreakdownColumn, isDown: true }
    : { column: sort as BreakdownColumn, isDown: false };
}

/** What a click on a column's head sorts by: numbers from the greatest down, names from the first on; a second click turns it. */
export function nextSort(sort: BreakdownSort, column: BreakdownColumn): BreakdownSort {
  const now = toColumn(sort);
  if (now.column === column) return now.isDown ? column : `-${column}`;
  return column === 'value' ? column : `-${column}`;
}
