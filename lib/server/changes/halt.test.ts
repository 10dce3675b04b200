import { expect, test } from 'vitest';
import { comparedTimes, judge } from './halt';
import { nextStepEnd } from './steps';

type Call = Parameters<typeof judge>[0][number];

const calls = (count: number, errors: number, durationUs: number): Call[] =>
  Array.from({ length: count }, (_, at) => ({ outcome: at < errors ? 'server_error' : 'ok', durationUs }));
const bounds = { errorRatePoints: 2, latencyPercent: 50 };

test('errors that rise beyond the bound halt a change, and those that stay within do not', () => {
  expect(judge(calls(100, 1, 1000), calls(100, 3, 1000), bounds)).toEqual({ verdict: 'goes_on', reason: null });
  expect(judge(calls(100, 1, 1000), calls(100, 4, 1000), bounds)).toMatchObject({
    verdict: 'halted',
    reason: { code: 'errors_rose', points: expect.closeTo(3), percent: expect.closeTo(4) },
  });
});

test('so does latency', () => {
  expect(judge(calls(100, 0, 1000), calls(100, 0, 1500), bounds).verdict).toBe('goes_on');
  expect(judge(calls(100, 0, 1000), calls(100, 0, 1600), bounds)).toMatchObject({
    verdict: 'halted',
    reason: { code: 'became_slower', percent: expect.closeTo(60), p95Us: 1600 },
  });
});

test('too few calls are no reason to halt, which is said', () => {
  expect(judge(calls(5, 0, 1000), calls(100, 100, 1000), bounds)).toEqual({
    verdict: 'goes_on',
    reason: { code: 'too_few_calls', before: 5, since: 100 },
  });
});

test('the time before ends before any of the compared routes was written, however long the change has waited', () => {
  const minute = 60_000;
  const now = 1_800_000_000_000;
  const routes = (count: number, writtenAt: number) =>
    Array.from({ length: count }, (_, at) => ({ objectId: `${writtenAt} ${at}`, writtenAt }));

  const young = comparedTimes(routes(3, now - 5 * minute), now);
  expect(young).toMatchObject({
    before: { fromMs: now - 10 * minute, toMs: now - 5 * minute },
    after: { fromMs: now - 5 * minute, toMs: now },
  });
  const old = comparedTimes(routes(3, now - 60 * minute), now);
  expect(old).toMatchObject({
    before: { fromMs: now - 75 * minute, toMs: now - 60 * minute },
    after: { fromMs: now - 15 * minute, toMs: now },
  });
  // Routes of an earlier step are not measured, and do not say when the measured ones were written.
  const steps = comparedTimes([...routes(5, now - 600 * minute), ...routes(30, now - 2 * minute)], now);
  expect(new Set(steps?.routeIds.map((id) => id.split(' ')[0]))).toEqual(new Set([`${now - 2 * minute}`]));
  expect(steps?.before).toEqual({ fromMs: now - 4 * minute, toMs: now - 2 * minute });
  expect(comparedTimes([{ objectId: 'a', writtenAt: null }], now)).toBeNull();
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
