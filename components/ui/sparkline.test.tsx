import { render, screen } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { Sparkline, sparklineRuns } from './sparkline';

describe('sparklineRuns', () => {
  test('goes from the left to the right edge, the greatest value on top and a zero on the ground', () => {
    expect(sparklineRuns([0, 2, 4])).toEqual([
      [
        [1, 19],
        [50, 10],
        [99, 1],
      ],
    ]);
  });

  test('a gap parts the line and keeps its place; it is no zero', () => {
    expect(sparklineRuns([null, 4, null, 4, 4]).map((run) => run.length)).toEqual([1, 2]);
    expect(sparklineRuns([null, null])).toEqual([]);
    expect(sparklineRuns([])).toEqual([]);
  });

  test('nothing but zeros is a line on the ground', () => {
    expect(sparklineRuns([0, 0])).toEqual([
      [
        [1, 19],
        [99, 19],
      ],
    ]);
  });
});

test('is an image with the words it was given, and a lonely value is a dot', () => {
  render(<Sparkline label="Calls of GET: highest 4 /s" values={[null, 4, null]} />);
  const image = screen.getByRole('img', { name: 'Calls of GET: highest 4 /s' });
  expect(image.querySelectorAll('path')[1]).toHaveAttribute('d', 'M50 1h0');
});
