import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Span, SpanKind } from '@/lib/deepflow/dto';
import { testSpan } from './test-spans';
import {
  ancestorsOf,
  foldedFromLevel,
  layoutTrace,
  parentRow,
  rowOf,
  type SpanFilter,
  type TraceLayout,
  visibleRows,
} from './trace-layout';

const all: SpanFilter = { kinds: ['A', 'S', 'N'], errorsOnly: false };
const kinds: SpanKind[] = ['A', 'S', 'N'];
const base = 1_700_000_000_000_000;

/** Any list of spans: parents before or after, missing, their own or in a circle. */
const anySpans = fc
  .array(
    fc.record({
      parent: fc.integer({ min: -2, max: 40 }),
      kind: fc.constantFrom(...kinds),
      start: fc.integer({ min: 0, max: 5000 }),
      length: fc.integer({ min: 0, max: 5000 }),
      isError: fc.boolean(),
    }),
    { maxLength: 40 },
  )
  .map((list) =>
    list.map((one, at) =>
      testSpan({
        id: String(at),
        parentId: one.parent < 0 ? null : String(one.parent),
        kind: one.kind,
        startUs: base + one.start,
        endUs: base + one.start + one.length,
        outcome: one.isError ? 'server_error' : 'ok',
      }),
    ),
  );

function layoutOf(spans: Span[]): TraceLayout {
  return layoutTrace({ startUs: base, endUs: base + 1000, spans });
}

function shownIds(layout: TraceLayout, filter: SpanFilter, folded: Iterable<string> = []): string[] {
  return [...visibleRows(layout, filter, new Set(folded)).index].map((at) => layout.spans[at]?.id ?? '');
}

const family = layoutOf([
  testSpan({ id: 'root', kind: 'N' }),
  testSpan({ id: 'gateway', parentId: 'root', kind: 'S' }),
  testSpan({ id: 'nic', parentId: 'gateway', kind: 'N', outcome: 'server_error' }),
  testSpan({ id: 'shop', parentId: 'nic' }),
  testSpan({ id: 'log', parentId: 'gateway' }),
]);

describe('layoutTrace', () => {
  test('gives each span exactly one row, whatever the parents say', () => {
    fc.assert(
      fc.property(anySpans, (spans) => {
        const layout = layoutOf(spans);
        expect(layout.spans.map((span) => span.id).sort()).toEqual(spans.map((span) => span.id).sort());
      }),
    );
  });

  test('puts parents before children and keeps each subtree in one run', () => {
    fc.assert(
      fc.property(anySpans, (spans) => {
        const layout = layoutOf(spans);
        layout.spans.forEach((_, at) => {
          const parent = layout.parent[at] ?? -1;
          expect(parent).toBeLessThan(at);
          expect(layout.depth[at]).toBe(parent < 0 ? 0 : (layout.depth[parent] ?? 0) + 1);
          const last = layout.lastDescendant[at] ?? -1;
          for (let below = at + 1; below < layout.spans.length; below++) {
            expect(ancestorsOf(layout, below).includes(layout.spans[at]?.id ?? '')).toBe(below <= last);
          }
        });
      }),
    );
  });

  test('keeps the order of a list that is depth first already', () => {
    expect(family.spans.map((span) => span.id)).toEqual(['root', 'gateway', 'nic', 'shop', 'log']);
  });

  test('stretches the axis over spans that lie outside of what the trace says', () => {
    const layout = layoutOf([testSpan({ id: 'early', startUs: base - 500, endUs: base + 3000 })]);
    expect([layout.startUs, layout.endUs]).toEqual([base - 500, base + 3000]);
    expect([layout.start[0], layout.end[0]]).toEqual([0, 3500]);
  });

  test('a span that ends before it starts has no length rather than a negative one', () => {
    const layout = layoutOf([testSpan({ id: 'skewed', startUs: base + 10, endUs: base })]);
    expect([layout.start[0], layout.end[0]]).toEqual([10, 10]);
  });
});

describe('visibleRows', () => {
  test('without filter and folding has every span at its own depth', () => {
    fc.assert(
      fc.property(anySpans, (spans) => {
        const layout = layoutOf(spans);
        const rows = visibleRows(layout, all, new Set());
        expect([...rows.index]).toEqual(spans.map((_, at) => at));
        expect([...rows.depth]).toEqual([...layout.depth]);
        rows.below.forEach((below, row) => {
          expect(below).toBe((layout.lastDescendant[row] ?? 0) - row);
        });
      }),
    );
  });

  test('a hidden kind hides nothing of another kind', () => {
    fc.assert(
      fc.property(anySpans, fc.subarray(kinds), (spans, shown) => {
        const layout = layoutOf(spans);
        const rows = visibleRows(layout, { kinds: shown, errorsOnly: false }, new Set());
        expect(rows.index.length).toBe(spans.filter((span) => shown.includes(span.kind)).length);
      }),
    );
  });

  test('depth grows by one at most from row to row, filtered and folded', () => {
    fc.assert(
      fc.property(
        anySpans,
        fc.subarray(kinds),
        fc.boolean(),
        fc.array(fc.nat(39)),
        (spans, shown, errorsOnly, fold) => {
          const rows = visibleRows(layoutOf(spans), { kinds: shown, errorsOnly }, new Set(fold.map(String)));
          rows.depth.forEach((depth, row) => {
            expect(depth).toBeLessThanOrEqual(row === 0 ? 0 : (rows.depth[row - 1] ?? 0) + 1);
          });
        },
      ),
    );
  });

  test('hangs what is below a hidden span at the next shown ancestor', () => {
    const rows = visibleRows(family, { kinds: ['A', 'S'], errorsOnly: false }, new Set());
    expect([...rows.index].map((at) => family.spans[at]?.id)).toEqual(['gateway', 'shop', 'log']);
    expect([...rows.depth]).toEqual([0, 1, 1]);
    expect(parentRow(rows, 2)).toBe(0);
  });

  test('shows failed spans alone when asked', () => {
    expect(shownIds(family, { ...all, errorsOnly: true })).toEqual(['nic']);
  });

  test('a folded span keeps its row and says how many are below', () => {
    const rows = visibleRows(family, all, new Set(['gateway']));
    expect([...rows.index]).toEqual([0, 1]);
    expect([...rows.below]).toEqual([4, 3]);
  });

  test('a fold at a filtered-out span hides nothing', () => {
    expect(shownIds(family, { kinds: ['A'], errorsOnly: false }, ['gateway'])).toEqual(['shop', 'log']);
  });

  test('rows are found again by their span', () => {
    const rows = visibleRows(family, { kinds: ['A', 'S'], errorsOnly: false }, new Set());
    expect([0, 1, 2, 3, 4].map((at) => rowOf(rows, at))).toEqual([-1, 0, -1, 1, 2]);
  });
});

test('folding from a level leaves the levels above open', () => {
  expect(shownIds(family, all, foldedFromLevel(family, 2))).toEqual(['root', 'gateway', 'nic', 'log']);
  expect(shownIds(family, all, foldedFromLevel(family, 0))).toEqual(['root']);
});
