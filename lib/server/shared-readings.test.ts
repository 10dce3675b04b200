import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SharedReadings } from './shared-readings';

type Pending = { asked: number; signal: AbortSignal; resolve: (value: string) => void; reject: (error: Error) => void };

let begun: Pending[];
const make = (most = 2) =>
  new SharedReadings<number, string>({
    read: (asked, signal) =>
      new Promise((resolve, reject) => {
        begun.push({ asked, signal, resolve, reject });
      }),
    answersForMs: (read, asked) => (read === asked ? 2000 : Math.abs(read - asked) < 10 ? 1000 : 0),
    keepMs: 5000,
    most,
  });

beforeEach(() => {
  begun = [];
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

test('who asks for the same while it is read, or a moment later, shares one reading', async () => {
  const shared = make();
  const both = Promise.all([shared.get(100), shared.get(105)]);
  begun[0]?.resolve('one');
  expect(await both).toEqual(['one', 'one']);
  vi.advanceTimersByTime(999);
  expect(await shared.get(95)).toBe('one');
  vi.advanceTimersByTime(1);
  expect(await shared.get(100)).toBe('one');
  expect(begun).toHaveLength(1);
  void shared.get(105);
  void shared.get(200);
  expect(begun.map(({ asked }) => asked)).toEqual([100, 105, 200]);
});

test('a reading goes on while one of those who asked waits, and ends with the last of them', async () => {
  const shared = make();
  const [first, second] = [new AbortController(), new AbortController()];
  const answers = [shared.get(1, first.signal), shared.get(1, second.signal)];
  first.abort(new Error('gone'));
  await expect(answers[0]).rejects.toThrow('gone');
  expect(begun[0]?.signal.aborted).toBe(false);
  second.abort(new Error('gone too'));
  await expect(answers[1]).rejects.toThrow('gone too');
  expect(begun[0]?.signal.aborted).toBe(true);
  // Nobody joins what was given up.
  const next = shared.get(1);
  begun[1]?.resolve('anew');
  expect(await next).toBe('anew');
  await expect(shared.get(1, AbortSignal.abort(new Error('before')))).rejects.toThrow('before');
});

test('a failure is told to those who wait, and the next one reads anew', async () => {
  const shared = make();
  const waiting = Promise.allSettled([shared.get(1), shared.get(1)]);
  begun[0]?.reject(new Error('down'));
  expect((await waiting).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const next = shared.get(1);
  begun[1]?.resolve('up');
  expect(await next).toBe('up');
});

test('a finished reading is known until nobody has looked for a while, and no more are kept than allowed', async () => {
  const shared = make();
  for (const asked of [100, 200, 300]) {
    const got = shared.get(asked);
    begun.at(-1)?.resolve(`of ${asked}`);
    await got;
    vi.advanceTimersByTime(1);
  }
  const known = (asked: number) => shared.known((each) => each === asked);
  expect([100, 200, 300].map(known)).toEqual([null, 'of 200', 'of 300']);
  vi.advanceTimersByTime(4000);
  expect(known(300)).toBe('of 300');
  vi.advanceTimersByTime(4000);
  expect([known(200), known(300)]).toEqual([null, 'of 300']);
  vi.advanceTimersByTime(60_000);
  expect(known(300)).toBeNull();
});
