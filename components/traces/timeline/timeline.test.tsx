import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assignSeries, seriesCount } from '@/components/traces/service-colours';
import { testSpan } from '@/components/traces/test-spans';
import { testOpened } from '@/components/traces/timeline/test-opened';
import { parseAsZoom } from '@/components/traces/trace-params';
import { traceSummary } from '@/components/traces/trace-summary';
import type { Call } from '@/lib/deepflow/dto';
import { formatMoment } from '@/lib/telemetry/format';
import { anySpans } from '@/lib/telemetry/trace/testing-spans';
import { showAllRows, visibleRows } from '@/lib/telemetry/trace/visible-rows';
import { criticalParts } from './critical-parts';
import { pickSpans } from './draw-minimap';
import { colourSpans, fixedLook, serviceColours } from './frame-look';
import { gapAt } from './gap-at';
import { deepestIndent, indentFor } from './layout';
import { hitOrder, stepHit } from './step-hit';
import { actionOf, listedKeys, timelineActions } from './timeline-keys';
import { fileNameOf } from './trace-actions';
import { treeMove } from './tree-keys';

const key = (name: string, over = {}) => ({
  key: name,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...over,
});

describe('keys of the page', () => {
  test('no key has two meanings, and each action is listed once', () => {
    const keys = timelineActions.flatMap(({ keys }) => [...keys]);
    expect(new Set(keys).size).toBe(keys.length);
    expect(listedKeys().map(({ action }) => action)).toEqual(timelineActions.map(({ action }) => action));
  });

  test('a key that the browser or the tree uses is left to them', () => {
    expect(actionOf(key('f', { ctrlKey: true }))).toBeNull();
    expect(actionOf(key('ArrowLeft'))).toBeNull();
    expect(actionOf(key('Enter'))).toBeNull();
    expect(actionOf(key('ArrowLeft', { shiftKey: true }))).toBe('panLeft');
    expect(actionOf(key('N', { shiftKey: true }))).toBe('previous');
    expect(actionOf(key('+', { shiftKey: true }))).toBe('zoomIn');
  });
});

describe('keys of the tree', () => {
  const { columns } = testOpened([
    testSpan({ id: 'a' }),
    testSpan({ id: 'b', parentId: 'a' }),
    testSpan({ id: 'c', parentId: 'b' }),
  ]);
  const rows = visibleRows(columns, showAllRows, new Set());

  test('right opens, then goes down; left folds, then goes up; Space does either', () => {
    expect(treeMove('ArrowRight', 0, rows, true, 9)).toEqual({ kind: 'unfold' });
    expect(treeMove('ArrowRight', 0, rows, false, 9)).toEqual({ kind: 'to', row: 1 });
    expect(treeMove('ArrowLeft', 0, rows, false, 9)).toEqual({ kind: 'fold' });
    expect(treeMove('ArrowLeft', 2, rows, false, 9)).toEqual({ kind: 'to', row: 1 });
    expect(treeMove('ArrowRight', 2, rows, false, 9)).toBeNull();
    expect(treeMove(' ', 0, rows, false, 9)).toEqual({ kind: 'fold' });
    expect(treeMove(' ', 2, rows, false, 9)).toBeNull();
  });

  test('without a place the arrows start at the top', () => {
    expect(treeMove('ArrowDown', -1, rows, false, 9)).toEqual({ kind: 'to', row: 0 });
    expect(treeMove('Enter', -1, rows, false, 9)).toBeNull();
    expect(treeMove('Enter', 1, rows, false, 9)).toEqual({ kind: 'open' });
  });

  test('pages and ends stay within the tree', () => {
    expect(treeMove('PageDown', 1, rows, false, 9)).toEqual({ kind: 'to', row: 2 });
    expect(treeMove('PageUp', 1, rows, false, 9)).toEqual({ kind: 'to', row: 0 });
    expect(treeMove('End', 0, rows, false, 9)).toEqual({ kind: 'to', row: 2 });
  });
});

describe('stepping through matches', () => {
  test('goes to the nearest one in its direction, around both ends', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(50), { maxLength: 12 }), fc.integer({ min: -1, max: 50 }), (places, from) => {
        const hits = Int32Array.from(places.sort((a, b) => a - b));
        const next = [...hits].find((hit) => hit > from) ?? hits[0] ?? -1;
        const previous = [...hits].findLast((hit) => hit < from) ?? hits.at(-1) ?? -1;
        expect(stepHit(hits, from, 1)).toBe(next);
        expect(stepHit(hits, from, -1)).toBe(previous);
        expect(hitOrder(hits, from)).toBe(hits.indexOf(from));
      }),
    );
  });
});

describe('colours', () => {
  const opened = testOpened([
    testSpan({ id: 'a', service: 'gateway', serviceId: 'g', host: 'node-1', outcome: 'timeout', status: null }),
    testSpan({ id: 'b', parentId: 'a', kind: 'S', service: 'webshop', serviceId: 'w', host: 'node-2' }),
    testSpan({ id: 'n', parentId: 'b', kind: 'N', service: null, serviceId: null, host: 'node-2' }),
  ]);
  const services = serviceColours(opened);

  test('a service, a host and a kind each have one colour; a span without one is grey', () => {
    const byService = colourSpans(opened, 'service', services);
    expect([...byService]).toEqual([services.get('g'), services.get('w'), 0]);
    const byHost = colourSpans(opened, 'host', services);
    expect(byHost[1]).toBe(byHost[2]);
    expect(byHost[0]).not.toBe(byHost[1]);
    expect(new Set(colourSpans(opened, 'kind', services)).size).toBe(3);
  });

  test('kind and outcome are drawn whatever the colours mean', () => {
    const look = fixedLook(opened);
    expect([...look.style]).toEqual([0, 1, 2]);
    expect(look.mark[0]).toBeGreaterThan(0);
    expect([look.mark[1], look.mark[2]]).toEqual([0, 0]);
  });

  test('up to ten services never share a colour, and the order in which they are met does not matter', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { maxLength: 25 }), (ids) => {
        const forth = assignSeries(ids);
        const back = assignSeries(ids.toReversed());
        for (const id of ids) expect(back.get(id)).toBe(forth.get(id));
        if (ids.length <= seriesCount) expect(new Set(forth.values()).size).toBe(ids.length);
        for (const place of forth.values()) expect(place >= 1 && place <= seriesCount).toBe(true);
      }),
    );
  });
});

describe('the critical path along the bars', () => {
  test('each span’s parts add up to its time on the path, and follow each other without overlap', () => {
    fc.assert(
      fc.property(anySpans, (spans) => {
        const { columns } = testOpened(spans);
        const { first, from, to } = criticalParts(columns);
        const all: [number, number][] = [];
        for (let at = 0; at < columns.count; at++) {
          let sum = 0;
          for (let part = first[at] ?? 0; part < (first[at + 1] ?? 0); part++) {
            const [start, end] = [from[part] ?? 0, to[part] ?? 0];
            sum += end - start;
            all.push([start, end]);
            expect(start).toBeGreaterThanOrEqual(columns.start[at] ?? 0);
            expect(end).toBeLessThanOrEqual(columns.end[at] ?? 0);
          }
          expect(sum).toBeCloseTo(columns.critical[at] ?? 0, 3);
        }
        all.sort((a, b) => a[0] - b[0]);
        for (let at = 1; at < all.length; at++) expect(all[at]?.[0]).toBeGreaterThanOrEqual(all[at - 1]?.[1] ?? 0);
      }),
    );
  });
});

test('the minimap of a large trace has few spans and every failed one', () => {
  const count = 50_000;
  const spans = Array.from({ length: count }, (_, at) =>
    testSpan({ id: String(at), parentId: at === 0 ? null : '0', outcome: at % 10_000 === 7 ? 'timeout' : 'ok' }),
  );
  const opened = testOpened(spans);
  const { plain, failed } = pickSpans(opened.columns, fixedLook(opened).mark);
  expect(failed).toHaveLength(5);
  expect(plain.length).toBeLessThanOrEqual(4000);
});

test('a gap is where the span runs and no child of it does', () => {
  const opened = testOpened([
    testSpan({ id: 'a', startUs: 1000, endUs: 1100 }),
    testSpan({ id: 'b', parentId: 'a', startUs: 1020, endUs: 1060 }),
  ]);
  expect(gapAt(opened, 0, 10)).toMatchObject({ fromUs: 0, toUs: 20, before: -1, after: 1 });
  expect(gapAt(opened, 0, 80)).toMatchObject({ fromUs: 60, toUs: 100, before: 1, after: -1 });
  expect([gapAt(opened, 0, 40), gapAt(opened, 0, 200), gapAt(opened, 0, null), gapAt(opened, 1, 30)]).toEqual([
    null,
    null,
    null,
    null,
  ]);
});

test('a deeper tree is indented less, and no level takes the room of the names', () => {
  expect([0, 3, 18, 40, 500].map(indentFor)).toEqual([12, 12, 8, 3, 3]);
  for (const deepest of [1, 10, 200]) {
    const indent = indentFor(deepest);
    expect(Math.min(deepest, deepestIndent(indent)) * indent).toBeLessThanOrEqual(180);
  }
});

test('marks of an axis are told apart by their digits', () => {
  expect([0, 500, 1000, 1500].map((us) => formatMoment(us, 500))).toEqual(['0', '500 µs', '1 ms', '1.5 ms']);
  expect([1_234_561, 1_234_562].map((us) => formatMoment(us, 1))).toEqual(['1.234561 s', '1.234562 s']);
  expect(formatMoment(Number.NaN, 1)).toBe('–');
});

describe('head of a trace', () => {
  const opened = testOpened(
    [
      testSpan({ id: 'n', name: 'eth0', kind: 'N', startUs: 10, endUs: 90 }),
      testSpan({ id: 'a', name: 'GET /x', kind: 'S', startUs: 10, endUs: 90 }),
    ],
    { callId: '7' },
  );

  test('says what the call says; without it the first span of a process and the trace’s own length', () => {
    expect(traceSummary(opened, null)).toMatchObject({ path: 'GET /x', durationUs: 80 });
    const call = {
      method: 'GET',
      host: 'h',
      path: '/x',
      outcome: 'timeout',
      status: null,
      startUs: 5,
      durationUs: null,
    };
    expect(traceSummary(opened, call as Call)).toEqual(call);
  });

  test('a trace is as long as its spans that are right, whatever one says of years to come', () => {
    const base = 1_795_333_000_000_000;
    const ahead = testOpened([
      testSpan({ id: 'a', startUs: base, endUs: base + 80 }),
      testSpan({ id: 'b', parentId: 'a', startUs: base + 10, endUs: 4e15 }),
    ]);
    expect(traceSummary(ahead, null).durationUs).toBe(80);
  });

  test('a file is named by what it holds', () => {
    expect(fileNameOf(opened, 'otlp')).toBe('trace-7.otlp.json');
    expect(fileNameOf({ ...opened, callId: null, fileName: 'big one.json' }, 'json')).toBe('trace-big_one.json');
  });
});

test('a zoom in the address is read back as it was written; nonsense is none', () => {
  fc.assert(
    fc.property(fc.nat(1e9), fc.integer({ min: 1, max: 1e9 }), (from, length) => {
      const range = { from: from / 8, to: (from + length) / 8 };
      expect(parseAsZoom.parse(parseAsZoom.serialize(range))).toEqual(range);
    }),
  );
  for (const text of ['', '5', '5-', '9-3', '-1-3', 'a-b', '1e3-2e3', '3-3'])
    expect(parseAsZoom.parse(text)).toBeNull();
});
