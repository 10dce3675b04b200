import { expect, test } from 'vitest';
import { drawExemplars, drawFlags, type PlotBox } from './draw-marks';
import { placeMarks } from './prepare-marks';

/** A canvas that writes down what is done to it. */
function recorded() {
  const done: { what: string; args: unknown[] }[] = [];
  const pen = new Proxy({} as Record<string, unknown>, {
    get: (kept, what: string) =>
      kept[what] ??
      ((...args: unknown[]) => {
        done.push({ what, args });
        return { width: 6 };
      }),
    set: (kept, what: string, value) => {
      kept[what] = value;
      return true;
    },
  });
  const calls = (name: string) => done.flatMap(({ what, args }) => (what === name ? [args] : []));
  return { pen: pen as unknown as CanvasRenderingContext2D, calls };
}

const plot: PlotBox = { left: 100, top: 20, width: 1000, height: 200, dpr: 2 };
const marks = placeMarks(
  {
    fromS: 0,
    toS: 100,
    markers: [10, 60, 60.1].map((timeS) => ({ timeS, label: '', href: '' })),
    exemplars: [
      { timeS: 25, value: 5, label: '', href: '' },
      { timeS: 50, value: 99, label: '', href: '' },
    ],
  },
  { low: 0, high: 10 },
  576,
);

test('the drawing itself, and so every copy of it, has a flag for each change, and the number of those that share one', () => {
  const { pen, calls } = recorded();
  drawFlags(pen, marks.groups, plot, { cloth: 'grey', ink: 'white', font: 'serif' });
  // The pole's middle is the moment: 2 px wide, at 10 % and 60 % of the plot.
  expect(calls('fillRect').map(([left]) => left)).toEqual([198, 698]);
  expect(calls('fillText').map(([count]) => count)).toEqual(['', '2']);
});

test('the drawing itself has a dot for each call, and a diamond at its edge for one above the axis', () => {
  const { pen, calls } = recorded();
  drawExemplars(pen, marks.exemplars, plot, 'black');
  expect(calls('arc').map(([x, y]) => [x, y])).toEqual([[350, 120]]);
  const [top] = calls('moveTo').filter(([x]) => x === 600);
  expect(top?.[1]).toBeLessThan(20);
  expect(calls('closePath')).toHaveLength(1);
});

test('every change has its line, those that share a flag too', () => {
  expect(marks.groups.map(({ places }) => places)).toEqual([[0.1], [0.6, 0.601]]);
});
