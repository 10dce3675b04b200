import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Span, SpanFault } from '@/lib/deepflow/dto';
import type { OpenedTrace } from './columns';
import { faultsOf } from './faults';
import { layOut } from './lay-out';
import { anySpans, plainSpan, spansFrom } from './testing-spans';

const nowUs = 1e12;

function open(spans: Span[]) {
  return layOut({ callId: 'c', fileName: null, spans, notices: [] }, nowUs);
}

function faults({ columns, tables }: OpenedTrace): Record<string, SpanFault[]> {
  return Object.fromEntries(
    [...columns.fault].flatMap((bits, at) => (bits === 0 ? [] : [[tables.ids[at] ?? '', faultsOf(bits)]])),
  );
}

describe('the tree', () => {
  test('stands depth first, siblings by start, whatever order the spans come in', () => {
    const { opened } = open(
      spansFrom(`
        late  root 50 60
        leaf  early 12 13
        root  -    0 100
        early root 10 20`),
    );
    expect(opened.tables.ids).toEqual(['root', 'early', 'leaf', 'late']);
    expect([...opened.columns.parent]).toEqual([-1, 0, 1, 0]);
    expect([...opened.columns.depth]).toEqual([0, 1, 2, 1]);
    expect([...opened.columns.last]).toEqual([3, 2, 2, 3]);
    expect(opened.columns.fault.some((bits) => bits !== 0)).toBe(false);
  });

  test('a ring hangs below the span of it that starts first, and its spans are marked', () => {
    const { opened } = open(spansFrom('a c 5 50\nb a 6 40\nc b 2 30\nd a 7 8'));
    expect(opened.tables.ids).toEqual(['c', 'a', 'b', 'd']);
    expect(
      Object.entries(faults(opened))
        .filter(([, list]) => list.includes('ring'))
        .map(([id]) => id),
    ).toEqual(['c', 'a', 'b']);
  });

  test('a span that is its own parent is a root', () => {
    const { opened } = open(spansFrom('a a 0 10'));
    expect([...opened.columns.parent]).toEqual([-1]);
    expect(faults(opened)).toEqual({ a: ['ring'] });
  });

  test('a missing parent makes a root, is marked and is counted in a notice', () => {
    const { opened } = open(spansFrom('a - 0 10\nb gone 2 3\nc gone 4 5'));
    expect(faults(opened)).toEqual({ b: ['missing_parent'], c: ['missing_parent'] });
    expect(opened.notices).toEqual([{ kind: 'missing_parents', count: 2 }]);
  });

  test('spans with one id are all kept, told apart and marked', () => {
    const { opened } = open(spansFrom('x x#2 8 9\na - 0 10\na - 1 4\nx#2 a 2 3\nx a 5 6'));
    expect(new Set(opened.tables.ids).size).toBe(5);
    expect(opened.tables.ids).toContain('x#3');
    expect(faults(opened)).toMatchObject({ a: ['equal_id'], 'a#2': ['equal_id'] });
  });

  test('of spans with one id a child hangs below the one that ran when it began, and the innermost of those', () => {
    // Two tries with one id, a client's span and its server's, and a child that began when neither ran.
    const { opened } = open(
      spansFrom(
        'root - 0 100\ntry root 10 30\ntry root 40 60\na try 45 50\nb try 70 80\nrpc root 2 9\nrpc root 3 8\nc rpc 4 5',
      ),
    );
    const { columns, tables } = opened;
    const parentOf = (id: string) => tables.ids[columns.parent[tables.ids.indexOf(id)] ?? -1];
    expect(['a', 'b', 'c'].map(parentOf)).toEqual(['try#2', 'try', 'rpc#2']);
  });

  test('200 levels and 20,000 levels are no different', () => {
    for (const levels of [200, 20_000]) {
      const spans = Array.from({ length: levels }, (_, at) =>
        plainSpan({ id: `${at}`, parentId: at === 0 ? null : `${at - 1}`, startUs: at, endUs: 2 * levels - at }),
      );
      const { opened } = open(spans.reverse());
      expect(opened.columns.depth[levels - 1]).toBe(levels - 1);
      expect(opened.lanes).toBe(levels);
    }
  });

  test('no span and one span are traces too', () => {
    expect(open([]).opened).toMatchObject({ startUs: 0, endUs: 0, lanes: 0, routeId: null });
    expect(open([plainSpan({ id: 'a', startUs: 7, endUs: 9 })]).opened).toMatchObject({
      startUs: 7,
      endUs: 9,
      lanes: 1,
    });
  });
});

describe('times', () => {
  test('negative, outside and future times are marked, and drawn without running backwards', () => {
    const { opened } = open([
      plainSpan({ id: 'root', startUs: 100, endUs: 200 }),
      plainSpan({ id: 'back', parentId: 'root', startUs: 150, endUs: 120 }),
      plainSpan({ id: 'out', parentId: 'root', startUs: 90, endUs: 160 }),
      plainSpan({ id: 'rounded', parentId: 'root', startUs: 110, endUs: 201 }),
      plainSpan({ id: 'soon', startUs: nowUs, endUs: nowUs + 120e6 }),
    ]);
    expect(faults(opened)).toEqual({ back: ['negative_duration'], out: ['outside_parent'], soon: ['future'] });
    const back = opened.tables.ids.indexOf('back');
    expect(opened.columns.end[back]).toBe(opened.columns.start[back]);
  });

  test('one clock that is years ahead leaves the axis to the spans that are right', () => {
    const root = plainSpan({ id: 'root', startUs: 1000, endUs: 1100 });
    const ahead = plainSpan({ id: 'ahead', parentId: 'root', startUs: 1050, endUs: 4e15 });
    const alone = plainSpan({ id: 'alone', startUs: 4e15, endUs: 5e15 });
    const { opened } = open([root, ahead, alone]);
    expect(opened).toMatchObject({ startUs: 1000, endUs: 1100, tables: { ids: ['root', 'ahead', 'alone'] } });
    expect([...opened.columns.end]).toEqual([100, 100, 100]);
    expect(faults(opened)).toEqual({ ahead: ['future'], alone: ['future'] });
    expect(open([alone]).opened).toMatchObject({ startUs: 4e15, endUs: 5e15 });
  });

  test('a start that was never set, or that is none, leaves the axis to the spans that are right and is said', () => {
    const base = 1_795_333_000_000_000;
    const { opened } = layOut(
      {
        callId: 'c',
        fileName: null,
        spans: [
          plainSpan({ id: 'root', startUs: base, endUs: base + 100 }),
          plainSpan({ id: 'unset', parentId: 'root', startUs: 0, endUs: base + 40 }),
          plainSpan({ id: 'reset', parentId: 'root', startUs: 7e6, endUs: 8e6 }),
          plainSpan({ id: 'none', startUs: Number.NaN, endUs: base + 10 }),
        ],
        notices: [],
      },
      base + 1e9,
    );
    expect(opened).toMatchObject({ startUs: base, endUs: base + 100 });
    const times = Object.fromEntries(
      opened.tables.ids.map((id, at) => [id, [opened.columns.start[at], opened.columns.end[at]]]),
    );
    expect(times).toEqual({ root: [0, 100], unset: [0, 40], reset: [0, 0], none: [0, 10] });
    expect(faults(opened)).toEqual({ unset: ['past'], reset: ['past'], none: ['bad_time'] });
    expect(opened.notices).toEqual([{ kind: 'doubtful_times', count: 3 }]);
  });

  test.each([0, Number.NaN])('where no start is known (%d) the axis begins at the first end', (startUs) => {
    const base = 1_795_333_000_000_000;
    const spans = [plainSpan({ id: 'a', startUs, endUs: base + 50 }), plainSpan({ id: 'b', startUs, endUs: base })];
    const { opened } = layOut({ callId: 'c', fileName: null, spans, notices: [] }, base + 1e9);
    expect(opened).toMatchObject({ startUs: base, endUs: base + 50 });
  });

  test('a trace whose times all count from 0 is drawn as it is', () => {
    const { opened } = open(spansFrom('a - 0 100\nb a 10 20'));
    expect(opened).toMatchObject({ startUs: 0, endUs: 100, notices: [] });
    expect(faults(opened)).toEqual({});
  });

  test('a span keeps the faults of its own record', () => {
    const { opened } = open([plainSpan({ id: 'a', faults: ['no_service', 'foreign_root'] })]);
    expect(faults(opened)).toEqual({ a: ['no_service', 'foreign_root'] });
  });

  test('self time is what no child covers; children overlap and stick out', () => {
    const { opened } = open(
      spansFrom(`
        root - 0 100
        a root 10 30
        b root 20 40
        c root 25 28
        d root 90 120
        e root -5 2`),
    );
    const self = Object.fromEntries(opened.tables.ids.map((id, at) => [id, opened.columns.self[at]]));
    expect(self).toEqual({ root: 100 - 30 - 10 - 2, e: 7, a: 20, b: 20, c: 3, d: 30 });
  });
});

test('services stand by the time they worked, and spans name their places', () => {
  const { opened } = open([
    plainSpan({ id: 'a', serviceId: 's1', service: 'idle', startUs: 0, endUs: 10 }),
    plainSpan({ id: 'b', parentId: 'a', serviceId: 's2', service: 'busy', startUs: 1, endUs: 9 }),
    plainSpan({ id: 'n', parentId: 'b', kind: 'N', serviceId: null, service: null, host: '', startUs: 2, endUs: 2 }),
  ]);
  expect(opened.tables.services).toEqual([
    { id: 's2', name: 'busy', selfUs: 8 },
    { id: 's1', name: 'idle', selfUs: 2 },
  ]);
  expect([...opened.columns.service]).toEqual([1, 0, -1]);
  expect([...opened.columns.host]).toEqual([0, 0, -1]);
});

test('whatever comes in, every span has one place in one tree and all times fit the axis', () => {
  fc.assert(
    fc.property(anySpans, (input) => {
      const { opened, spans } = open(input);
      const { columns, tables } = opened;
      expect(spans.length).toBe(input.length);
      expect(new Set(spans)).toEqual(new Set(input));
      expect(new Set(tables.ids).size).toBe(input.length);
      const length = opened.endUs - opened.startUs;
      for (let at = 0; at < columns.count; at++) {
        const [parent = -1, last = at] = [columns.parent[at], columns.last[at]];
        expect(parent).toBeLessThan(at);
        expect(columns.depth[at]).toBe(parent < 0 ? 0 : (columns.depth[parent] ?? 0) + 1);
        if (parent >= 0) expect(columns.last[parent]).toBeGreaterThanOrEqual(last);
        for (let below = at + 1; below < columns.count; below++) {
          let up = below;
          while (up > at) up = columns.parent[up] ?? -1;
          expect(up === at).toBe(below <= last);
        }
        const [start = -1, end = -1, self = -1] = [columns.start[at], columns.end[at], columns.self[at]];
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeGreaterThanOrEqual(start);
        expect(end).toBeLessThanOrEqual(length);
        expect(self).toBeGreaterThanOrEqual(0);
        expect(self).toBeLessThanOrEqual(end - start);
      }
    }),
  );
});

test('the layout does not depend on the order in which spans with times of their own arrive', () => {
  const distinct = anySpans.map((spans) =>
    spans.map((span, at) => ({ ...span, startUs: at * 3, endUs: at * 3 + 1 + at })),
  );
  fc.assert(
    fc.property(distinct, fc.infiniteStream(fc.nat()), (spans, keys) => {
      const shuffled = spans
        .map((span) => ({ span, key: keys.next().value ?? 0 }))
        .sort((a, b) => a.key - b.key)
        .map(({ span }) => span);
      expect(open(shuffled).opened).toEqual(open(spans).opened);
    }),
  );
});
