import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assignSeries, seriesCount } from './service-colours';
import { testSpan } from './test-spans';
import { axisTicks, barPlace, indentPx } from './trace-axis';
import { searchSpans, stepHit } from './trace-search';

describe('assignSeries', () => {
  test('up to ten services never share a colour', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { maxLength: seriesCount }), (ids) => {
        const places = [...assignSeries(ids).values()];
        expect(new Set(places).size).toBe(ids.length);
        for (const place of places) expect(place >= 1 && place <= seriesCount).toBe(true);
      }),
    );
  });

  test('the order in which services are met does not matter', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { maxLength: 25 }), (ids) => {
        const forth = assignSeries(ids);
        const back = assignSeries(ids.toReversed());
        for (const id of ids) expect(back.get(id)).toBe(forth.get(id));
      }),
    );
  });
});

describe('axisTicks', () => {
  test('starts at zero, stays on the axis, never exceeds the number asked for', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 1e12, noNaN: true }),
        fc.integer({ min: 2, max: 12 }),
        (length, most) => {
          const ticks = axisTicks(length, most);
          expect(ticks[0]).toBe(0);
          expect(ticks.length).toBeLessThanOrEqual(most);
          expect(ticks.at(-1)).toBeLessThanOrEqual(length);
        },
      ),
    );
  });

  test('steps are round', () => {
    expect(axisTicks(1_240_000, 6)).toEqual([0, 500_000, 1_000_000]);
    expect(axisTicks(90, 6)).toEqual([0, 20, 40, 60, 80]);
    expect(axisTicks(0, 6)).toEqual([0]);
  });
});

test('a deeper tree is indented less, within bounds', () => {
  expect([[], [0, 3], [18], [500]].map((depths) => indentPx(depths))).toEqual([12, 12, 8, 4]);
});

test('a bar never leaves the axis', () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.nat(1000), fc.nat(500), (start, length, axis) => {
      const { left, width } = barPlace(start, start + length, axis);
      expect(left >= 0 && width >= 0 && left + width <= 100 + 1e-9).toBe(true);
    }),
  );
});

describe('search', () => {
  const spans = [
    testSpan({ id: '1', name: 'GET /orders' }),
    testSpan({ id: '2', attributes: [{ name: 'db.statement', value: 'SELECT * FROM Orders' }] }),
    testSpan({ id: '3', spanId: 'cafe' }),
  ];

  test('finds names, attributes and ids, case ignored', () => {
    expect(searchSpans(spans, ' ORDERS ')).toEqual([0, 1]);
    expect(searchSpans(spans, 'cafe')).toEqual([2]);
    expect(searchSpans(spans, ' ')).toEqual([]);
  });

  test('steps around both ends', () => {
    expect([stepHit([2, 5], -1, 1), stepHit([2, 5], 2, 1), stepHit([2, 5], 5, 1)]).toEqual([2, 5, 2]);
    expect([stepHit([2, 5], 5, -1), stepHit([2, 5], 2, -1), stepHit([], 2, -1)]).toEqual([2, 5, -1]);
  });
});
