import type { SpanKind } from '@/lib/deepflow/dto';
import { kindCodes, type OpenedTrace } from '@/lib/telemetry/trace/columns';
import type { AlignedRow } from './align';
import { timesOf } from './differences';

/** Which rows of a comparison are on screen, and in which order. */
export type CompareView = {
  kinds: readonly SpanKind[];
  /** `tree`: as they happened, below each other; `delta`: the biggest change first, all on one level. */
  order: 'tree' | 'delta';
  /** Rows whose descendants are folded away. */
  folded: ReadonlySet<number>;
};

/** A row on screen. */
export type CompareRow = {
  /** Place in the aligned rows. */
  row: number;
  depth: number;
  /** How many rows stand below it, folded or not. */
  below: number;
};

/** Rows of a hidden kind leave their children a level up; a folded row hides what is below it. */
export function compareRows(
  a: OpenedTrace,
  b: OpenedTrace,
  rows: readonly AlignedRow[],
  { kinds, order, folded }: CompareView,
): CompareRow[] {
  const isShown = rows.map((row) => kinds.includes(kindOf(a, b, row)));
  if (order === 'delta')
    return rows
      .flatMap((row, at) => (isShown[at] ? [{ at, size: Math.abs(timesOf(a, b, row).deltaUs ?? 0) }] : []))
      .sort((x, y) => y.size - x.size || x.at - y.at)
      .map(({ at }) => ({ row: at, depth: 0, below: 0 }));
  const shownBefore = new Int32Array(rows.length + 1);
  isShown.forEach((shown, at) => {
    shownBefore[at + 1] = (shownBefore[at] ?? 0) + (shown ? 1 : 0);
  });
  const depths = new Int32Array(rows.length);
  const visible: CompareRow[] = [];
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at];
    if (row === undefined) break;
    const above = row.parent;
    depths[at] = above < 0 ? 0 : (depths[above] ?? 0) + (isShown[above] ? 1 : 0);
    if (!isShown[at]) continue;
    const below = (shownBefore[row.last + 1] ?? 0) - (shownBefore[at + 1] ?? 0);
    visible.push({ row: at, depth: depths[at] ?? 0, below });
    if (folded.has(at)) at = row.last;
  }
  return visible;
}

export function kindOf(a: OpenedTrace, b: OpenedTrace, row: AlignedRow): SpanKind {
  return kindCodes[(row.a >= 0 ? a.columns.kind[row.a] : b.columns.kind[row.b]) ?? 0] ?? 'A';
}
