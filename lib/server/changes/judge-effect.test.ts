import { expect, test } from 'vitest';
import { type JudgedCall, judge, type RouteCalls } from './judge-effect';

const calls = (count: number, errors: number, durationUs: number): JudgedCall[] =>
  Array.from({ length: count }, (_, at) => ({ outcome: at < errors ? 'server_error' : 'ok', durationUs }));
const route = (id: string, before: JudgedCall[], since: JudgedCall[]): RouteCalls => ({ id, name: '', before, since });
const bounds = { errorRatePoints: 2, latencyPercent: 50 };
const steady = calls(1000, 10, 1000);

test('errors that rise beyond the bound cross it, and those that stay within do not', () => {
  expect(judge([route('a', steady, calls(1000, 30, 1000))], bounds)).toMatchObject({ overall: null, worse: [] });
  expect(judge([route('a', steady, calls(1000, 50, 1000))], bounds)).toMatchObject({
    overall: { errors: { points: expect.closeTo(4), percent: expect.closeTo(5) }, latency: null },
    worse: [{ id: 'a' }],
  });
});

test('so does latency', () => {
  expect(judge([route('a', steady, calls(1000, 10, 1500))], bounds)).toMatchObject({ overall: null, worse: [] });
  expect(judge([route('a', steady, calls(1000, 10, 1600))], bounds)).toMatchObject({
    overall: { errors: null, latency: { percent: expect.closeTo(60), p95Us: 1600 } },
    worse: [{ id: 'a' }],
  });
});

test('one route that worsens among many is seen, although their sum stays within the bounds', () => {
  const many = Array.from({ length: 99 }, (_, at) => route(`r${at}`, steady, steady));
  const found = judge([...many, route('bad', steady, calls(1000, 200, 1000))], bounds);
  expect(found).toMatchObject({ overall: null, judged: 100 });
  expect(found.worse).toEqual([
    { id: 'bad', name: '', errors: { points: expect.closeTo(19), percent: expect.closeTo(20) }, latency: null },
  ]);
});

test('routes with too few calls to be judged by themselves count in the sum', () => {
  const few = Array.from({ length: 100 }, (_, at) => route(`r${at}`, calls(10, 0, 1000), calls(10, 1, 1000)));
  expect(judge(few, bounds)).toMatchObject({
    overall: { errors: { points: expect.closeTo(10) } },
    worse: [],
    judged: 0,
    before: 1000,
    since: 1000,
  });
});

test('what chance explains crosses no bound: one error among few calls, or the noise of a thousand routes', () => {
  expect(judge([route('a', calls(20, 0, 1000), calls(20, 1, 1000))], bounds)).toMatchObject({
    overall: null,
    worse: [],
  });
  const random = randomFrom(7);
  const drawn = (count: number): JudgedCall[] =>
    Array.from({ length: count }, () => ({
      outcome: random() < 0.03 ? 'server_error' : 'ok',
      durationUs: 1000 * Math.exp(-Math.log(1 - random())),
    }));
  const routes = Array.from({ length: 1000 }, (_, at) => route(`r${at}`, drawn(60), drawn(60)));
  expect(judge(routes, { errorRatePoints: 1, latencyPercent: 25 })).toMatchObject({
    overall: null,
    worse: [],
    judged: 1000,
  });
});

test('the worst route leads', () => {
  const found = judge([route('a', steady, calls(1000, 100, 1000)), route('b', steady, calls(1000, 10, 9000))], bounds);
  expect(found.worse.map(({ id }) => id)).toEqual(['b', 'a']);
});

/** The same numbers in every run (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
