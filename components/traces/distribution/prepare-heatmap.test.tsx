import fc from 'fast-check';
import { expect, test } from 'vitest';
import { narrowedTo, toAttribute, toSelection } from '@/components/traces/search-params';
import { distributionOf } from '@/components/traces/test-distribution';
import { filterBy } from './filter-by';
import {
  boxOf,
  cellAt,
  durationTicks,
  heatStep,
  nextCell,
  placeOf,
  plotOf,
  selectionBox,
  selectionOf,
  sumOf,
  timeTicks,
} from './prepare-heatmap';

const nowMs = Date.UTC(2026, 0, 1, 12);
const minuteMs = 60_000;
const pictures = fc
  .array(
    fc.record({
      agoMs: fc.integer({ min: 1, max: 59 * minuteMs }),
      durationUs: fc.option(fc.integer({ min: 0, max: 60_000_000 }), { freq: 10 }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((calls) => distributionOf([...calls, { durationUs: 1234 }], {}, nowMs));
const sizes = fc.record({ width: fc.integer({ min: 120, max: 3000 }), height: fc.constantFrom(160, 320) });
const part = fc.double({ min: 0, max: 0.999, noNaN: true });
const areas = fc.tuple(part, part, part, part);

test('the middle of a cell’s box leads back to the cell', () => {
  fc.assert(
    fc.property(pictures, sizes, ({ cells, ...picture }, size) => {
      const plot = plotOf({ cells, ...picture }, size);
      for (const [column, row] of cells) {
        const box = boxOf(plot, { from: { column, row }, to: { column, row } });
        expect(cellAt(plot, box.left + box.width / 2, box.top + box.height / 2)).toEqual({ column, row });
      }
    }),
  );
});

test('a selected area lies where it was drawn, and is as large', () => {
  fc.assert(
    fc.property(pictures, sizes, areas, (picture, size, [a, b, c, d]) => {
      const plot = plotOf(picture, size);
      const at = (across: number, up: number) => ({
        column: Math.floor(across * plot.columns),
        row: Math.floor(up * plot.rows),
      });
      const area = { from: at(a, b), to: at(c, d) };
      const box = selectionBox(plot, picture, selectionOf(picture, area));
      const drawn = boxOf(plot, area);
      for (const side of ['left', 'top', 'width', 'height'] as const) expect(box?.[side]).toBeCloseTo(drawn[side], 6);
      expect(sumOf(picture, area).calls).toBeLessThanOrEqual(picture.totals.answered);
    }),
  );
});

test('what is written beside the axes lies on them, in order and apart', () => {
  fc.assert(
    fc.property(pictures, sizes, (picture, size) => {
      const plot = plotOf(picture, size);
      const ticks = durationTicks(picture.edgesUs, plot.height);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      for (const [at, { us, row }] of ticks.entries()) {
        expect(row).toBeGreaterThanOrEqual(0);
        expect(row).toBeLessThanOrEqual(plot.rows);
        if (at > 0) expect(us).toBeGreaterThan(ticks[at - 1]?.us ?? 0);
      }
      for (const { x } of timeTicks(plot, picture)) expect(x).toBeLessThanOrEqual(plot.left + plot.width);
    }),
  );
});

test('longer durations never lie lower', () => {
  fc.assert(
    fc.property(pictures, fc.nat(60_000_000), fc.nat(60_000_000), ({ edgesUs }, one, other) => {
      const places = [one, other].sort((a, b) => a - b).map((us) => placeOf(edgesUs, us));
      expect(places[0]).toBeLessThanOrEqual(places[1] ?? 0);
    }),
  );
});

test('keys stay within the picture', () => {
  const size = { columns: 3, rows: 2 };
  expect(nextCell('ArrowUp', { column: 0, row: 1 }, size)).toEqual({ column: 0, row: 1 });
  expect(nextCell('ArrowRight', { column: 1, row: 1 }, size)).toEqual({ column: 2, row: 1 });
  expect(nextCell('End', { column: 0, row: 0 }, size)).toEqual({ column: 2, row: 0 });
  expect(nextCell('a', { column: 0, row: 0 }, size)).toBeNull();
});

test('the ramp goes from one call to the most', () => {
  expect([heatStep(1, 500, 7), heatStep(500, 500, 7), heatStep(1, 1, 7)]).toEqual([0, 6, 3]);
});

test('a selection narrows filters and never widens them', () => {
  const selection = { t0: 1, t1: 2, d0: 1000, d1: 2000 };
  expect(narrowedTo({}, selection)).toEqual({ minDurationUs: 1000, maxDurationUs: 1999 });
  expect(narrowedTo({ minDurationUs: 1500, maxDurationUs: 1600 }, selection)).toEqual({
    minDurationUs: 1500,
    maxDurationUs: 1600,
  });
  expect(narrowedTo({}, { ...selection, d0: 0 })).toEqual({ maxDurationUs: 1999 });
  expect(toSelection([nowMs, nowMs + 1, 5, 5])).toBeNull();
});

test('a value of each attribute becomes its filter, where there is one', () => {
  const values = { attr: ['a=1'] } as Parameters<typeof filterBy>[2];
  expect(filterBy('status', '503', values)).toEqual({ status: [503] });
  expect(filterBy('upstream_service', 'orders', values)).toEqual({ upstream: 'orders' });
  expect(filterBy('attribute.b', 'x=y', values)).toEqual({ attr: ['a=1', 'b=x=y'] });
  expect(filterBy('client_pod', 'p', values)).toEqual({ clientPod: 'p' });
  expect(filterBy('client_region', 'r', values)).toBeNull();
  expect(toAttribute('b=x=y')).toEqual({ name: 'b', value: 'x=y' });
  expect([toAttribute('=x'), toAttribute('x'), toAttribute('a b=c')]).toEqual([null, null, null]);
});
