import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Span } from '@/lib/deepflow/dto';
import { layOut } from './lay-out';
import { anySpans, spansFrom } from './testing-spans';

function open(spans: Span[]) {
  return layOut({ callId: null, fileName: null, spans, notices: [] }, 1e15).opened;
}

test('children share the row below their parent as long as they do not overlap', () => {
  const { columns, tables, lanes } = open(
    spansFrom(`
      root - 0 100
      a root 0 40
      b root 40 60
      c root 50 90
      d c 55 80`),
  );
  expect(Object.fromEntries(tables.ids.map((id, at) => [id, columns.lane[at]]))).toEqual({
    root: 0,
    a: 1,
    b: 1,
    c: 2,
    d: 3,
  });
  expect(lanes).toBe(4);
});

test('many spans at once each get a row', () => {
  const spans = spansFrom(
    `root - 0 1000\n${Array.from({ length: 500 }, (_, at) => `s${at} root 10 ${20 + at}`).join('\n')}`,
  );
  expect(open(spans).lanes).toBe(501);
});

test('whatever comes in, no two spans of a row overlap and every span is below its parent', () => {
  fc.assert(
    fc.property(anySpans, (spans) => {
      const { columns, lanes } = open(spans);
      const { count, start, end, lane, parent } = columns;
      for (let at = 0; at < count; at++) {
        const above = parent[at] ?? -1;
        expect(lane[at]).toBeGreaterThan(above < 0 ? -1 : (lane[above] ?? 0));
        expect(lane[at]).toBeLessThan(lanes);
        for (let other = at + 1; other < count; other++) {
          if (lane[at] !== lane[other]) continue;
          const isApart = (end[at] ?? 0) <= (start[other] ?? 0) || (end[other] ?? 0) <= (start[at] ?? 0);
          expect(isApart && start[at] !== start[other]).toBe(true);
        }
      }
    }),
  );
});
