import { parentRow } from '@/lib/telemetry/trace/visible-rows';

export type TreeMove = { kind: 'to'; row: number } | { kind: 'fold' } | { kind: 'unfold' } | { kind: 'open' } | null;

/** Rows of a tree, top to bottom: how deep each stands, and how many rows belong below it. */
type TreeRows = { depth: ArrayLike<number>; below: ArrayLike<number> };

/**
 * What a key does in the tree: up and down by rows, right opens and then goes down a level, left folds and then goes
 * up a level, Space does either, Enter opens the details.
 */
export function treeMove(key: string, at: number, rows: TreeRows, isFolded: boolean, page: number): TreeMove {
  const last = rows.below.length - 1;
  if (last < 0) return null;
  if (at < 0 && key === 'End') return { kind: 'to', row: last };
  if (at < 0) return key.startsWith('Arrow') || key === 'Home' ? { kind: 'to', row: 0 } : null;
  const hasChildren = (rows.below[at] ?? 0) > 0;
  const to = (row: number): TreeMove => ({ kind: 'to', row: Math.min(Math.max(row, 0), last) });
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
      if (!hasChildren) return null;
      return isFolded ? { kind: 'unfold' } : to(at + 1);
    case 'ArrowLeft': {
      if (hasChildren && !isFolded) return { kind: 'fold' };
      const up = parentRow(rows, at);
      return up < 0 ? null : to(up);
    }
    case ' ':
      if (!hasChildren) return null;
      return isFolded ? { kind: 'unfold' } : { kind: 'fold' };
    case 'Enter':
      return { kind: 'open' };
    default:
      return null;
  }
}
