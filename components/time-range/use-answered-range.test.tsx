import { renderHook } from '@testing-library/react';
import { expect, test } from 'vitest';
import { useAnsweredRange } from './use-answered-range';

const day = { fromMs: 0, toMs: 86_400_000 };
const hour = { fromMs: 82_800_000, toMs: 86_400_000 };

test('old data keep the range that they were asked for until the new ones are there', () => {
  const { result, rerender } = renderHook(({ range, isOld }) => useAnsweredRange(range, isOld), {
    initialProps: { range: day, isOld: false },
  });
  expect(result.current).toBe(day);
  rerender({ range: hour, isOld: true });
  expect(result.current).toBe(day);
  rerender({ range: hour, isOld: false });
  expect(result.current).toBe(hour);
  rerender({ range: day, isOld: true });
  expect(result.current).toBe(hour);
});
