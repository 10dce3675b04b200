import { expect, test } from 'vitest';
import { judge } from './halt';
import { nextStepEnd } from './steps';

type Call = Parameters<typeof judge>[0][number];

const calls = (count: number, errors: number, durationUs: number): Call[] =>
  Array.from({ length: count }, (_, at) => ({ outcome: at < errors ? 'server_error' : 'ok', durationUs }));
const bounds = { errorRatePoints: 2, latencyPercent: 50 };

test('errors that rise beyond the bound halt a change, and those that stay within do not', () => {
  expect(judge(calls(100, 1, 1000), calls(100, 3, 1000), bounds)).toEqual({ verdict: 'goes_on', reason: null });
  expect(judge(calls(100, 1, 1000), calls(100, 4, 1000), bounds)).toMatchObject({
    verdict: 'halted',
    reason: expect.stringContaining('3.0 points, to 4.0 %'),
  });
});

test('so does latency', () => {
  expect(judge(calls(100, 0, 1000), calls(100, 0, 1500), bounds).verdict).toBe('goes_on');
  expect(judge(calls(100, 0, 1000), calls(100, 0, 1600), bounds)).toMatchObject({
    verdict: 'halted',
    reason: expect.stringContaining('60 % slower'),
  });
});

test('too few calls are no reason to halt, which is said', () => {
  expect(judge(calls(5, 0, 1000), calls(100, 100, 1000), bounds)).toEqual({
    verdict: 'goes_on',
    reason: 'Too few calls to compare (5 before, 100 since).',
  });
});

test('a step is at least one item, and the last one all of them', () => {
  const ends = (total: number, steps = [1, 10, 100]) => {
    const found = [0];
    while ((found.at(-1) ?? 0) < total) found.push(nextStepEnd(steps, found.at(-1) ?? 0, total));
    return found.slice(1);
  };
  expect(ends(1240)).toEqual([13, 124, 1240]);
  expect(ends(5)).toEqual([1, 5]);
  expect(ends(1)).toEqual([1]);
  expect(ends(10, [50])).toEqual([5, 10]);
});
