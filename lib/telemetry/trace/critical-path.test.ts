import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Span } from '@/lib/deepflow/dto';
import { knownCriticalUs } from './known-path';
import { layOut } from './lay-out';
import { anySpans, plainSpan, spansFrom } from './testing-spans';

function pathOf(spans: Span[]): Record<string, number> {
  const { columns, tables } = layOut({ callId: null, fileName: null, spans, notices: [] }, 1e15).opened;
  return Object.fromEntries(tables.ids.flatMap((id, at) => (columns.critical[at] ? [[id, columns.critical[at]]] : [])));
}

test('it goes into the child that ended last, then into the one before its start', () => {
  expect(
    pathOf(
      spansFrom(`
        root  - 0 100
        first root 10 30
        second root 35 80
        inner second 40 75
        aside root 36 60`),
    ),
  ).toEqual({ root: 10 + 5 + 20, first: 20, second: 5 + 5, inner: 35 });
});

test('of children at once only the one that ended last counts', () => {
  expect(pathOf(spansFrom('root - 0 100\nfast root 10 50\nslow root 10 90'))).toEqual({ root: 20, slow: 80 });
});

test('a child that sticks out a little is cut to its parent', () => {
  expect(pathOf(spansFrom('root - 0 100\nskewed root 40 103\nearly root -4 10'))).toEqual({
    root: 30,
    early: 10,
    skewed: 60,
  });
});

test('a child that outlives its parent was not waited for', () => {
  expect(pathOf(spansFrom('root - 0 100\nsync root 10 60\nasync root 90 400'))).toEqual({ root: 50, sync: 50 });
});

test('of several roots the longest has a path, one of another request only without others', () => {
  expect(pathOf(spansFrom('a - 0 50\nb - 10 100\nc b 20 30'))).toEqual({ b: 80, c: 10 });
  const foreign = plainSpan({ id: 'other', startUs: 0, endUs: 900, faults: ['foreign_root'] });
  expect(pathOf([foreign, plainSpan({ id: 'own', startUs: 5, endUs: 10 })])).toEqual({ own: 5 });
  expect(pathOf([foreign])).toEqual({ other: 900 });
});

const base = 1_795_333_000_000_000;

/** What is told of each span, of a root of 100 µs and what hangs below it. */
function toldOf(root: Partial<Span>, ...below: (Partial<Span> & { id: string })[]): Record<string, number | null> {
  const spans = [{ id: 'root', startUs: base, endUs: base + 100, ...root }, ...below].map(plainSpan);
  const { opened } = layOut({ callId: null, fileName: null, spans, notices: [] }, base + 1e9);
  return Object.fromEntries(opened.tables.ids.map((id, at) => [id, knownCriticalUs(opened, at)]));
}

const right = { id: 'right', parentId: 'root', startUs: base + 10, endUs: base + 30 };

test('a child whose time nobody knows is not on the path, and what it leaves its parent and its children is not known', () => {
  expect(toldOf({}, right, { id: 'good', parentId: 'root', startUs: base + 40, endUs: base + 90 })).toEqual({
    root: 30,
    right: 20,
    good: 50,
  });
  const inner = { id: 'inner', parentId: 'odd', startUs: base + 50, endUs: base + 60 };
  for (const odd of [
    { startUs: 0, endUs: base + 90 },
    { startUs: Number.NaN, endUs: base + 90 },
    { startUs: base + 40, endUs: Number.NaN },
    { startUs: base + 40, endUs: base + 40, faults: ['no_end' as const] },
    { startUs: base + 40, endUs: base + 20 },
    { startUs: base + 40, endUs: 4e15 },
  ])
    expect(toldOf({}, right, { id: 'odd', parentId: 'root', ...odd }, inner)).toEqual({
      root: null,
      right: 20,
      odd: null,
      inner: null,
    });
});

test('a root whose time nobody knows has no path, and none of another request takes its place', () => {
  const foreign = { id: 'other', startUs: base, endUs: base + 50, faults: ['foreign_root' as const] };
  for (const odd of [{ startUs: 0 }, { endUs: Number.NaN }, { endUs: base, faults: ['no_end' as const] }])
    expect(toldOf(odd, right, foreign)).toEqual({ root: null, right: null, other: 0 });
  expect(toldOf({ startUs: 0 }, { id: 'second', startUs: base, endUs: base + 50 })).toEqual({ root: null, second: 50 });
});

test('whatever comes in, the parts are never negative and add up to the length of one root', () => {
  fc.assert(
    fc.property(anySpans, (spans) => {
      const { columns } = layOut({ callId: null, fileName: null, spans, notices: [] }, 1e15).opened;
      const sum = columns.critical.reduce((total, part) => total + part, 0);
      const lengths = [...columns.parent].flatMap((parent, at) =>
        parent < 0 ? [(columns.end[at] ?? 0) - (columns.start[at] ?? 0)] : [],
      );
      expect(columns.critical.every((part) => part >= 0)).toBe(true);
      expect([0, ...lengths]).toContain(sum);
      columns.critical.forEach((part, at) => {
        expect(part).toBeLessThanOrEqual((columns.end[at] ?? 0) - (columns.start[at] ?? 0));
        const above = columns.parent[at] ?? -1;
        if (part > 0 && above >= 0) expect(columns.end[at]).toBeGreaterThan(columns.start[above] ?? 0);
      });
    }),
  );
});
