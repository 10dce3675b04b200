import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildLanes, type FlameLanes, hitLane, layLane, pixelScale } from './flame-lanes';
import { contrast } from './flame-palette';
import { axisTicks, fitRange, panBy, reveal, TimeView, zoomAround } from './time-view';

/** Bars in lanes, none over another within its lane, in any order of frames. */
const lanes: fc.Arbitrary<FlameLanes> = fc
  .array(
    fc.record({
      lane: fc.nat(3),
      gap: fc.oneof(fc.nat(3), fc.double({ min: 0, max: 50, noNaN: true })),
      length: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 40, noNaN: true })),
      turn: fc.nat(),
    }),
    { maxLength: 60 },
  )
  .map((bars) => {
    const reached = [0, 0, 0, 0];
    const placed = bars.map(({ lane, gap, length, turn }) => {
      const start = (reached[lane] ?? 0) + gap;
      reached[lane] = start + length;
      return { lane, start, end: start + length, turn };
    });
    placed.sort((a, b) => a.turn - b.turn);
    return buildLanes({
      count: placed.length,
      lane: Int32Array.from(placed, ({ lane }) => lane),
      start: Float64Array.from(placed, ({ start }) => start),
      end: Float64Array.from(placed, ({ end }) => end),
    });
  });

const scales = fc
  .record({
    from: fc.double({ min: -20, max: 400, noNaN: true }),
    length: fc.double({ min: 0.5, max: 600, noNaN: true }),
    width: fc.integer({ min: 1, max: 300 }),
  })
  .map(({ from, length, width }) => pixelScale({ from, to: from + length }, width));

describe('lanes', () => {
  test('the pointer finds exactly the bar that is drawn, on every pixel', () => {
    fc.assert(
      fc.property(lanes, scales, (all, scale) => {
        for (let lane = 0; lane < all.lanes; lane++) {
          const pixels = new Array<number>(scale.width).fill(-1);
          const fill = (frame: number, left: number, right: number) => {
            for (let px = left; px < right; px++) {
              expect(pixels[px]).toBe(-1);
              pixels[px] = frame;
            }
          };
          layLane(all, lane, scale, fill, null);
          expect(pixels.map((_, px) => hitLane(all, lane, scale, px))).toEqual(pixels);
        }
      }),
    );
  });

  test('each bar in sight is drawn or is part of the one before it', () => {
    fc.assert(
      fc.property(lanes, scales, (all, scale) => {
        const seen = new Set<number>();
        const drawn = new Set<number>();
        for (let lane = 0; lane < all.lanes; lane++) {
          layLane(
            all,
            lane,
            scale,
            (frame, left, right) => {
              expect(left >= 0 && right > left && right <= scale.width).toBe(true);
              seen.add(frame);
              drawn.add(frame);
            },
            (frame, into) => {
              expect(drawn.has(into)).toBe(true);
              seen.add(frame);
            },
          );
        }
        const { count, start, end } = all.frames;
        const to = scale.from + scale.perPx * scale.width;
        for (let at = 0; at < count; at++) {
          const isInside = (start[at] ?? 0) >= scale.from + scale.perPx && (end[at] ?? 0) <= to - scale.perPx;
          if (isInside) expect(seen.has(at)).toBe(true);
        }
      }),
    );
  });

  test('the bars that are drawn are the same whether or not those without a pixel are told', () => {
    fc.assert(
      fc.property(lanes, scales, (all, scale) => {
        const barsOf = (lane: number, onMerged: (() => void) | null) => {
          const bars: number[][] = [];
          layLane(all, lane, scale, (...bar) => bars.push(bar), onMerged);
          return bars;
        };
        for (let lane = 0; lane < all.lanes; lane++) expect(barsOf(lane, null)).toEqual(barsOf(lane, () => undefined));
      }),
    );
  });

  test('a bar that goes on beyond the axis, where its last pixel is taken, is part of the one before it', () => {
    const all = buildLanes({
      count: 2,
      lane: Int32Array.of(0, 0),
      start: Float64Array.of(0, 0),
      end: Float64Array.of(0, 1),
    });
    const told: string[] = [];
    layLane(
      all,
      0,
      { from: 0, perPx: 0.5, width: 1 },
      (frame, left, right) => told.push(`${frame} ${left}-${right}`),
      (frame, into) => told.push(`${frame} in ${into}`),
    );
    expect(told).toEqual(['0 0-1', '1 in 0']);
    layLane(all, 0, { from: 0, perPx: 0.5, width: 1 }, (frame) => told.push(`${frame} alone`), null);
    expect(told.slice(2)).toEqual(['0 alone']);
  });

  test('ten thousand bars on a hundred pixels are a hundred bars', () => {
    const count = 10_000;
    const all = buildLanes({
      count,
      lane: new Int32Array(count),
      start: Float64Array.from({ length: count }, (_, at) => at),
      end: Float64Array.from({ length: count }, (_, at) => at + 1),
    });
    let drawn = 0;
    let merged = 0;
    layLane(
      all,
      0,
      pixelScale({ from: 0, to: count }, 100),
      () => drawn++,
      () => merged++,
    );
    expect([drawn, drawn + merged]).toEqual([100, count]);
  });

  test('nothing is hit outside the picture or the lanes', () => {
    const one = buildLanes({ count: 1, lane: Int32Array.of(0), start: Float64Array.of(0), end: Float64Array.of(9) });
    const scale = pixelScale({ from: 0, to: 9 }, 9);
    expect([hitLane(one, 0, scale, 4), hitLane(one, 1, scale, 4), hitLane(one, -1, scale, 4)]).toEqual([0, -1, -1]);
    expect([hitLane(one, 0, scale, -1), hitLane(one, 0, scale, 9)]).toEqual([-1, -1]);
    const empty = { count: 0, lane: new Int32Array(), start: new Float64Array(), end: new Float64Array() };
    expect(hitLane(buildLanes(empty), 0, scale, 1)).toBe(-1);
  });
});

const whole = { from: 0, to: 1000 };
const ranges = fc
  .tuple(fc.double({ min: 0, max: 990, noNaN: true }), fc.double({ min: 2, max: 1000, noNaN: true }))
  .map(([from, length]) => fitRange({ from, to: from + length }, whole));

describe('zoom', () => {
  test('in and out again is where one was, as long as neither end of the axis stops it', () => {
    fc.assert(
      fc.property(
        ranges,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 1, max: 2, noNaN: true }),
        (range, share, factor) => {
          const at = range.from + share * (range.to - range.from);
          const back = zoomAround(zoomAround(range, whole, 1 / factor, at), whole, factor, at);
          expect(back.from).toBeCloseTo(range.from, 6);
          expect(back.to).toBeCloseTo(range.to, 6);
        },
      ),
    );
  });

  test('the moment under the pointer stays under it', () => {
    fc.assert(
      fc.property(ranges, fc.double({ min: 0, max: 1, noNaN: true }), (range, share) => {
        const at = range.from + share * (range.to - range.from);
        const next = zoomAround(range, whole, 0.5, at);
        expect((at - next.from) / (next.to - next.from)).toBeCloseTo(share, 6);
      }),
    );
  });

  test('whatever is asked for lies within the axis', () => {
    const any = fc.double({ min: -1e7, max: 1e7, noNaN: true });
    fc.assert(
      fc.property(any, any, any, fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (from, to, by, factor) => {
        for (const range of [
          fitRange({ from, to }, whole),
          panBy(fitRange({ from, to }, whole), whole, by),
          zoomAround(fitRange({ from, to }, whole), whole, factor, by),
          reveal(fitRange({ from, to }, whole), whole, Math.min(Math.abs(by), 999), Math.min(Math.abs(by), 999) + 1),
        ]) {
          expect(range.from).toBeGreaterThanOrEqual(whole.from);
          expect(range.to).toBeLessThanOrEqual(whole.to + 1e-9);
          expect(range.to).toBeGreaterThan(range.from);
        }
      }),
    );
  });

  test('what is not in sight is brought there, what is stays', () => {
    const range = { from: 100, to: 200 };
    expect(reveal(range, whole, 150, 400)).toBe(range);
    expect(reveal(range, whole, 500, 520)).toEqual({ from: 460, to: 560 });
    expect(reveal(range, whole, 500, 900)).toEqual({ from: 500, to: 600 });
  });

  test('back goes through the steps that were taken, not through what the wheel did', () => {
    const view = new TimeView(whole);
    view.set({ from: 0, to: 500 }, 'jump');
    view.zoom(0.5);
    view.set({ from: 100, to: 200 }, 'jump');
    view.back();
    expect(view.range).toEqual({ from: 125, to: 375 });
    view.back();
    expect(view.range).toEqual(whole);
    view.back();
    expect(view.range).toEqual(whole);
  });

  test('a trace without length has an axis', () => {
    const view = new TimeView({ from: 0, to: 0 });
    expect(view.range.to).toBeGreaterThan(view.range.from);
  });
});

describe('axisTicks', () => {
  test('are round, within the range, and no more than asked for', () => {
    fc.assert(
      fc.property(ranges, fc.integer({ min: 2, max: 12 }), (range, most) => {
        const ticks = axisTicks(range, most);
        expect(ticks.length).toBeLessThanOrEqual(most);
        for (const tick of ticks) expect(tick >= range.from - 1e-9 && tick <= range.to).toBe(true);
      }),
    );
    expect(axisTicks({ from: 0, to: 1_240_000 }, 6)).toEqual([0, 500_000, 1_000_000]);
    expect(axisTicks({ from: 95, to: 140 }, 5)).toEqual([100, 120, 140]);
    expect(axisTicks({ from: 5, to: 5 }, 6)).toEqual([]);
  });
});

test('contrast is WCAG’s', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#767676', '#ffffff')).toBeGreaterThanOrEqual(4.5);
  expect(contrast('#825', '#fff')).toBe(contrast('#882255', '#ffffff'));
  expect(contrast('', '#ffffff')).toBe(1);
});
