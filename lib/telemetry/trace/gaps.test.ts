import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Span } from '@/lib/deepflow/dto';
import { gapsOf } from './gaps';
import { knownTimes } from './known-times';
import { layOut } from './lay-out';
import { anySpans, plainSpan } from './testing-spans';

function open(spans: Span[]) {
  return layOut({ callId: null, fileName: null, spans, notices: [] }, 1e15).opened;
}

/** `kind from to` of each gap of the first span, whose children stand at the given points. */
function gaps(point: string, children: [point: string, start: number, end: number, service?: string][]): string[] {
  const opened = open([
    plainSpan({ id: 'root', point, startUs: 0, endUs: 100 }),
    ...children.map(([at, startUs, endUs, service = 'shop'], index) =>
      plainSpan({ id: `${index}`, parentId: 'root', point: at, startUs, endUs, service, serviceId: service }),
    ),
  ]);
  return gapsOf(opened, 0).map(({ kind, fromUs, toUs }) => `${kind} ${fromUs} ${toUs}`);
}

test('between the process that asks and the one that answers lies the network, there and back', () => {
  expect(gaps('c-p', [['s-p', 30, 90, 'upstream']])).toEqual(['network 0 30', 'network 90 100']);
  expect(gaps('c', [['s-nd', 1, 99]])).toEqual(['network 0 1', 'network 99 100']);
});

test('between what a process received and what it asks for, it works itself', () => {
  expect(
    gaps('s-p', [
      ['c-p', 10, 20],
      ['c-p', 50, 95],
    ]),
  ).toEqual(['process 0 10', 'process 20 50', 'process 95 100']);
  expect(gaps('s-p', [['s-app', 5, 100]])).toEqual(['process 0 5']);
  expect(gaps('c-app', [['c-p', 5, 95]])).toEqual(['process 0 5', 'process 95 100']);
});

test('what cannot be told apart is not named', () => {
  expect(gaps('s-app', [['s-app', 10, 90, 'other']])).toEqual(['unknown 0 10', 'unknown 90 100']);
  expect(gaps('odd', [['s-p', 10, 90]])).toEqual(['unknown 0 10', 'unknown 90 100']);
});

test('a leaf works itself where it is a server, and waits for what nobody saw where it is a client', () => {
  expect(gaps('s-p', [])).toEqual(['process 0 100']);
  expect(gaps('c-p', [])).toEqual(['unknown 0 100']);
});

test('a gap names the spans on both its sides', () => {
  const opened = open([
    plainSpan({ id: 'root', startUs: 0, endUs: 100 }),
    plainSpan({ id: 'a', parentId: 'root', startUs: 10, endUs: 40 }),
    plainSpan({ id: 'within', parentId: 'root', startUs: 15, endUs: 20 }),
    plainSpan({ id: 'b', parentId: 'root', startUs: 60, endUs: 130 }),
  ]);
  expect(gapsOf(opened, 0).map(({ before, after }) => [before, after])).toEqual([
    [-1, 1],
    [1, 3],
  ]);
});

test('where nobody knows when a child ran, nobody knows when none did', () => {
  const root = plainSpan({ id: 'root', startUs: 0, endUs: 100 });
  const right = plainSpan({ id: 'right', parentId: 'root', startUs: 10, endUs: 40 });
  const odd = { id: 'odd', parentId: 'root', startUs: 60, endUs: 90 };
  expect(gapsOf(open([root, right, plainSpan(odd)]), 0)).toHaveLength(3);
  for (const times of [
    { endUs: 60, faults: ['no_end'] as const },
    { startUs: Number.NaN },
    { endUs: 50 },
    { startUs: 4e15, endUs: 4e15 + 5 },
  ])
    expect(gapsOf(open([root, right, plainSpan({ ...odd, ...times, faults: [...(times.faults ?? [])] })]), 0)).toEqual(
      [],
    );
});

test('whatever the trace, the gaps of a span add up to its self time', () => {
  fc.assert(
    fc.property(anySpans, (spans) => {
      const opened = open(spans);
      const { columns } = opened;
      for (let at = 0; at < columns.count; at++) {
        const found = gapsOf(opened, at);
        expect(found.reduce((sum, { fromUs, toUs }) => sum + toUs - fromUs, 0)).toBe(
          knownTimes(opened, at).selfUs ?? 0,
        );
        found.forEach(({ fromUs, toUs }, index) => {
          expect(toUs).toBeGreaterThan(fromUs);
          expect(fromUs).toBeGreaterThanOrEqual(found[index - 1]?.toUs ?? columns.start[at] ?? 0);
        });
      }
    }),
  );
});
