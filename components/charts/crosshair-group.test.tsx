import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { crosshairGroup, type Membership } from './crosshair-group';

let groups = 0;

beforeEach(() => {
  groups += 1;
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

/** Charts of one page: where the crosshair of each is, and the time that its numbers are of. */
function page(count: number) {
  const group = crosshairGroup(`test ${groups}`);
  const charts = Array.from({ length: count }, () => {
    const chart = { at: null as number | null, read: null as number | null, membership: null as Membership | null };
    const follow = (timeS: number | null) => {
      chart.at = timeS;
    };
    const read = () => {
      chart.read = chart.at;
    };
    chart.membership = group.join({ follow, read });
    return chart;
  });
  return { charts, at: () => charts.map(({ at }) => at), read: () => charts.map(({ read }) => read) };
}

test('all crosshairs move at once; with each move one chart is read, in turn, however fast the moves come', () => {
  const { charts, at, read } = page(4);
  charts[0]?.membership?.lead(1);
  expect(at()).toEqual([null, 1, 1, 1]);
  expect(read()).toEqual([null, 1, null, null]);
  for (const move of [2, 3, 4, 5, 6]) charts[0]?.membership?.lead(move);
  expect(read()).toEqual([null, 4, 5, 6]);
});

test('where the pointer rests every chart is read', () => {
  const { charts, read } = page(4);
  charts[0]?.membership?.lead(60);
  vi.runAllTimers();
  expect(read()).toEqual([null, 60, 60, 60]);
});

test('when the pointer leaves, no crosshair stays and no number does', () => {
  const { charts, at, read } = page(3);
  charts[0]?.membership?.lead(60);
  vi.runAllTimers();
  charts[0]?.membership?.release();
  vi.runAllTimers();
  expect(at()).toEqual([null, null, null]);
  expect(read()).toEqual([null, null, null]);
});

test('a chart that is not read takes no crosshair away: its data came anew, or it has gone', () => {
  const { charts, at } = page(3);
  charts[0]?.membership?.lead(60);
  charts[1]?.membership?.release();
  charts[2]?.membership?.leave();
  expect(at().slice(0, 2)).toEqual([null, 60]);
});

test('a chart that comes later shows where the others are', () => {
  const { charts } = page(2);
  charts[0]?.membership?.lead(60);
  const late = page(1).charts[0];
  vi.runAllTimers();
  expect(late?.at).toBe(60);
  expect(late?.read).toBe(60);
});

test('from chart to chart the lead goes over, and the one that had it follows', () => {
  const { charts, at } = page(2);
  charts[0]?.membership?.lead(60);
  charts[1]?.membership?.lead(120);
  expect(at()).toEqual([120, null]);
});
