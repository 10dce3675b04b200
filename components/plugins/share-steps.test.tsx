import { expect, test } from 'vitest';
import { nearestStep, shareSteps, stepBeside } from './share-steps';

test.each([
  [0, 0],
  [0.001, 0.01],
  [0.03, 0.02],
  [2.5, 2],
  [4, 5],
  [33, 25],
  [100, 100],
])('%d %% stands at %d %%', (percent, step) => {
  expect(shareSteps[nearestStep(percent)]).toBe(step);
});

test.each([
  [10, 1, 20],
  [2.5, 1, 5],
  [2.5, -1, 2],
  [0, -1, 0],
  [100, 1, 100],
  [0.01, -1, 0],
] as const)('from %d %% by %d the next step is %d %%', (percent, direction, next) => {
  expect(stepBeside(percent, direction)).toBe(next);
});
