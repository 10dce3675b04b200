import { expect, test } from 'vitest';
import { openedOf, recordedSpans } from '@/test/opened-trace';
import { alignTraces } from './align';
import { compareRows } from './compare-rows';
import { timesOf } from './differences';

const a = openedOf(recordedSpans('noise_rows'));
const b = openedOf(recordedSpans('retry_on_500_otel'));
const aligned = alignTraces(a, b);
const none = new Set<number>();
const shown = (kinds: ('A' | 'S' | 'N')[], order: 'tree' | 'delta' = 'tree', folded: ReadonlySet<number> = none) =>
  compareRows(a, b, aligned, { kinds, order, folded });

test('all kinds: every row, at its own depth', () => {
  const rows = shown(['A', 'S', 'N']);
  expect(rows.map(({ row }) => row)).toEqual(aligned.map((_, at) => at));
  expect(rows.map(({ depth }) => depth)).toEqual(aligned.map(({ depth }) => depth));
  expect(rows[0]?.below).toBe(aligned.length - 1);
});

test('without a kind what was below it moves up, and is not lost', () => {
  const rows = shown(['A', 'S']);
  expect(rows[0]).toMatchObject({ depth: 0, below: rows.length - 1 });
  expect(rows.length + shown(['N']).length).toBe(aligned.length);
});

test('folding hides what is below, and says how many that are', () => {
  const rows = shown(['A', 'S', 'N'], 'tree', new Set([0]));
  expect(rows).toEqual([{ row: 0, depth: 0, below: aligned.length - 1 }]);
});

test('by change: the biggest first, whichever way it goes', () => {
  const sizes = shown(['A', 'S', 'N'], 'delta').map(({ row }) => {
    const one = aligned[row];
    return one === undefined ? -1 : Math.abs(timesOf(a, b, one).deltaUs ?? 0);
  });
  expect(sizes).toEqual([...sizes].sort((x, y) => y - x));
  expect(sizes).toHaveLength(aligned.length);
});
