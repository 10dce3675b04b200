import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextPlace } from './chart-keys';
import { lonelyPoints, seriesStats } from './prepare-series';
import { draggedRange, timeAxisLabels, wholeLabels } from './prepare-time-axis';

const values = fc.array(fc.option(fc.nat(1_000_000), { nil: null }));

describe('seriesStats', () => {
  test('a gap is never counted as zero', () => {
    expect(seriesStats([null, 4, null, 0, null])).toEqual({ last: 0, average: 2, highest: 4, gaps: 3 });
    expect(seriesStats([null, null])).toEqual({ last: null, average: null, highest: null, gaps: 2 });
  });

  test('the mean lies between the ends, and the highest is one of the values', () => {
    fc.assert(
      fc.property(values, (given) => {
        const { average, highest } = seriesStats(given);
        const known = given.filter((value) => value !== null);
        expect(highest).toBe(known.length === 0 ? null : Math.max(...known));
        expect(average === null).toBe(known.length === 0);
        expect(average ?? 0).toBeLessThanOrEqual((highest ?? 0) * (1 + 1e-9));
      }),
    );
  });
});

test('a value between two gaps is drawn as a dot, and no other is', () => {
  expect(lonelyPoints([1, null, 2, null, 3, 4, null, 5])).toEqual([0, 2, 7]);
  expect(lonelyPoints([1, 2, 3])).toEqual([]);
  expect(lonelyPoints([null, null])).toEqual([]);
});

describe('time axis', () => {
  const noon = Date.UTC(2026, 0, 1, 12) / 1000;

  test('is as fine as its steps', () => {
    expect(timeAxisLabels([noon, noon + 600], 'en', 'UTC')).toEqual(['12:00', '12:10']);
    expect(timeAxisLabels([noon, noon + 15], 'en', 'UTC')).toEqual(['12:00:00', '12:00:15']);
    expect(timeAxisLabels([noon, noon + 0.2], 'en', 'UTC')).toEqual(['12:00:00.0', '12:00:00.2']);
    expect(timeAxisLabels([noon, noon + 0.05], 'en', 'UTC')).toEqual(['12:00:00.00', '12:00:00.05']);
    expect(timeAxisLabels([noon, noon + 86_400], 'en', 'UTC')).toEqual(['Jan 1', 'Jan 2']);
  });

  test('is in the viewer’s zone and names the day where it changes there', () => {
    expect(timeAxisLabels([noon, noon + 7200, noon + 14_400], 'en', 'Asia/Shanghai')).toEqual([
      '20:00',
      '22:00',
      'Jan 2',
    ]);
  });
});

describe('wholeLabels', () => {
  test('a label that the edge would cut is left out, the others keep their places', () => {
    const labels = [60, 180, 290].map((atPx) => ({ text: `${atPx}`, atPx, widthPx: 30 }));
    expect(wholeLabels(labels, 305)).toEqual(['60', '180', '290']);
    expect(wholeLabels(labels, 304)).toEqual(['60', '180', '']);
  });
});

describe('draggedRange', () => {
  test('goes either way and stays on the axis', () => {
    expect(draggedRange(70, 20, { fromS: 30, toS: 60 })).toEqual({ fromMs: 30_000, toMs: 60_000 });
    expect(draggedRange(31.4, 32.6, { fromS: 30, toS: 60 })).toEqual({ fromMs: 31_400, toMs: 32_600 });
  });

  test('a twitch is no range', () => {
    expect(draggedRange(31, 31.5, { fromS: 30, toS: 60 })).toBeNull();
  });
});

test('arrow keys read a chart value by value and stop at its ends', () => {
  expect(nextPlace('ArrowRight', null, 5)).toBe(0);
  expect(nextPlace('ArrowLeft', null, 5)).toBe(4);
  expect(nextPlace('ArrowRight', 4, 5)).toBe(4);
  expect(nextPlace('Home', 3, 5)).toBe(0);
  expect(nextPlace('Tab', 3, 5)).toBeNull();
  expect(nextPlace('End', 3, 0)).toBeNull();
});
