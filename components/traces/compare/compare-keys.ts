import type { CompareRow } from '@/lib/telemetry/trace/compare/compare-rows';

export type CompareMove = { kind: 'to'; at: number } | { kind: 'fold' } | { kind: 'unfold' } | { kind: 'open' } | null;

/** What a key does in the comparison: the same as in the tree of one trace. */
export function compareMove(
  key: string,
  at: number,
  rows: readonly CompareRow[],
  isFolded: boolean,
  page: number,
): CompareMove {
  const last = rows.length - 1;
  if (last < 0) return null;
  const to = (row: number): CompareMove => ({ kind: 'to', at: Math.min(Math.max(row, 0), last) });
  const hasChildren = (rows[at]?.below ?? 0) > 0;
  switch (key) {
    case 'ArrowDown':
      return to(at + 1);
    case 'ArrowUp':
      return to(at - 1);
    case 'PageDown':
      return to(at + page);
    case 'PageUp':
      return to(at - page);
    case 'Home':
      return to(0);
    case 'End':
      return to(last);
    case 'ArrowRight':
      return hasChildren ? (isFolded ? { kind: 'unfold' } : to(at + 1)) : null;
    case 'ArrowLeft': {
      if (hasChildren && !isFolded) return { kind: 'fold' };
      const depth = rows[at]?.depth ?? 0;
      const up = rows.findLastIndex((row, place) => place < at && row.depth < depth);
      return up < 0 ? null : to(up);
    }
    case 'Enter':
      return at < 0 ? null : { kind: 'open' };
    default:
      return null;
  }
}
