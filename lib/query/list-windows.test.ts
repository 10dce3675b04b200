import { expect, test } from 'vitest';
import { rowInWindows, windowOffsets } from './list-windows';

test.each([
  [0, 0, [0]],
  [0, 99, [0]],
  [99, 100, [0, 100]],
  [250, 420, [200, 300, 400]],
])('the rows from %i to %i are in the windows that begin at %j', (first, last, offsets) => {
  expect(windowOffsets(first, last, 100)).toEqual(offsets);
});

test('a row is found by its index in the whole list, and is unknown while its window is not there', () => {
  const pages = [
    { offset: 100, rows: ['c', 'd'] },
    { offset: 0, rows: ['a', 'b'] },
  ];
  expect([0, 1, 2, 99, 100, 101, 102].map((index) => rowInWindows(pages, index))).toEqual([
    ...['a', 'b', undefined, undefined],
    ...['c', 'd', undefined],
  ]);
});
