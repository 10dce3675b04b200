import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Outcome } from './dto';
import { numbersOfRoute, prepareGatewayNumbers, type Reading } from './prepare-numbers';
import { emptyTally, type TalliedCall, tallyCall } from './tally-calls';

/** A whole number of half minutes, so that buckets begin where the range does. */
const fromMs = 1_770_999_990_000;
const range = { fromMs, toMs: fromMs + 900_000 };

const routeId = fc.constantFrom('a', 'b', 'c', 'd');
const owner: fc.Arbitrary<Pick<TalliedCall, 'attribution' | 'takenBy'>> = fc.oneof(
  fc.record({ attribution: fc.constantFrom({ kind: 'exact' }, { kind: 'computed' }), takenBy: routeId }),
  fc.record({
    attribution: fc.uniqueArray(routeId, { minLength: 2 }).map((ids) => ({
      kind: 'ambiguous' as const,
      candidates: ids.map((id) => ({ id, name: '', needs: ['vars'] })),
    })),
    takenBy: fc.constant(null),
  }),
  fc.constant({ attribution: { kind: 'ambiguous', candidates: [] }, takenBy: null }),
) as fc.Arbitrary<Pick<TalliedCall, 'attribution' | 'takenBy'>>;

const call: fc.Arbitrary<TalliedCall> = fc
  .record({
    owner,
    atMs: fc.integer({ min: 0, max: 899_999 }),
    durationUs: fc.option(fc.integer({ min: 0, max: 5_000_000 })),
    outcome: fc.constantFrom<Outcome>('ok', 'client_error', 'server_error', 'timeout', 'unknown'),
    path: fc.constantFrom('', '/a', '/a?x=1', '/b'),
    status: fc.constantFrom(null, 200, 404, 500),
  })
  .map(({ owner, atMs, durationUs, outcome, path, status }) => ({
    ...owner,
    seen: {
      endUs: (fromMs + atMs) * 1000,
      ...{ durationUs, outcome, path, status, method: 'GET', host: 'h', requestBytes: null, responseBytes: null },
    },
  }));

function readingOf(calls: readonly TalliedCall[], part: Partial<Reading> = {}): Reading {
  const tally = emptyTally();
  for (const each of calls) tallyCall(tally, each);
  return {
    range,
    tally,
    doneToUs: null,
    keptFromS: null,
    completeToS: null,
    isObserved: true,
    source: 'ebpf',
    notices: [],
    ...part,
  };
}

describe('the numbers of a gateway', () => {
  test('count each call once: for one route, as ambiguous, or as one without a route', () => {
    fc.assert(
      fc.property(fc.array(call, { maxLength: 60 }), (calls) => {
        const numbers = prepareGatewayNumbers(readingOf(calls));
        const { routes, ambiguous, withoutRoute, totals, rate, stepS } = numbers;
        const sure = routes.reduce((sum, route) => sum + route.calls, 0);
        expect(sure + ambiguous + withoutRoute.calls).toBe(totals.calls);
        expect(numbers.attributed.exact + numbers.attributed.computed).toBe(sure);
        expect(totals.calls).toBe(calls.length);
        for (const { calls: own, attributed, errors, errorShare } of routes) {
          expect(attributed.exact + attributed.computed).toBe(own);
          expect(errorShare).toBe(own === 0 ? null : errors / own);
        }
        const counted = rate.reduce<number>((sum, each) => sum + (each ?? 0) * stepS, 0);
        expect(counted).toBeCloseTo(calls.length, 6);
        expect(withoutRoute.paths.reduce((sum, path) => sum + path.calls, 0)).toBe(withoutRoute.calls);
        expect(withoutRoute.notFound).toBeLessThanOrEqual(withoutRoute.calls);
      }),
    );
  });

  test('a doubtful call is said at each of its routes and counted at none; one without a path could be anyone’s', () => {
    const seen = { endUs: (fromMs + 1) * 1000, durationUs: 1, outcome: 'ok' as const, status: 200 };
    const rest = { method: 'GET', host: 'h', requestBytes: null, responseBytes: null };
    const candidates = ['a', 'b'].map((id) => ({ id, name: '', needs: ['vars'] }));
    const doubtful = { attribution: { kind: 'ambiguous' as const, candidates }, takenBy: null };
    const nobodys = { attribution: { kind: 'ambiguous' as const, candidates: [] }, takenBy: null };
    const numbers = prepareGatewayNumbers(
      readingOf([
        { ...doubtful, seen: { ...seen, ...rest, path: '/x' } },
        { ...nobodys, seen: { ...seen, ...rest, path: '' } },
        { ...nobodys, seen: { ...seen, ...rest, path: '/wp-login.php?a=1', status: 404 } },
        { ...nobodys, seen: { ...seen, ...rest, path: '/wp-login.php' } },
      ]),
    );
    expect(numbers.routes.map(({ routeId, calls, attributed }) => [routeId, calls, attributed])).toEqual([
      ['a', 0, { exact: 0, computed: 0, ambiguous: 1, candidates: 2 }],
      ['b', 0, { exact: 0, computed: 0, ambiguous: 1, candidates: 2 }],
    ]);
    expect(numbers.ambiguous).toBe(2);
    expect(numbers.withoutRoute).toEqual({
      calls: 2,
      notFound: 1,
      paths: [{ method: 'GET', host: 'h', path: '/wp-login.php', calls: 2 }],
    });
  });

  test('how surely calls are some route’s is told of all routes, also of those that do not lead', () => {
    const seen = { endUs: (fromMs + 1) * 1000, durationUs: 1, outcome: 'ok' as const, status: 200 };
    const rest = { method: 'GET', host: 'h', path: '/', requestBytes: null, responseBytes: null };
    const calls = Array.from({ length: 400 }, (_, at) => ({
      attribution: { kind: at % 4 === 0 ? 'exact' : 'computed' },
      takenBy: `r${at}`,
      seen: { ...seen, ...rest },
    })) as TalliedCall[];
    const numbers = prepareGatewayNumbers(readingOf(calls));
    expect(numbers.routes.length).toBeLessThan(400);
    expect(numbers.attributed).toEqual({ exact: 100, computed: 300 });
  });

  test('of a range that was not read whole, rates are those of the part that was', () => {
    const seen = { durationUs: 1, outcome: 'ok' as const, status: 200, path: '/', method: 'GET', host: '' };
    const calls = Array.from({ length: 300 }, (_, at) => ({
      attribution: { kind: 'computed' as const },
      takenBy: 'a',
      seen: { ...seen, endUs: (fromMs + 600_000 + at * 1000 + 500) * 1000, requestBytes: null, responseBytes: null },
    }));
    const reading = readingOf(calls, { doneToUs: (fromMs + 600_000) * 1000 });
    const route = numbersOfRoute(reading, 'a');
    expect(route?.perSecond).toBeCloseTo(1, 6);
    expect(route?.spark.filter((value) => value === null)).toHaveLength(20);
    expect(new Set(route?.spark.slice(20))).toEqual(new Set([1]));
    const { cut, rate } = prepareGatewayNumbers(reading);
    expect(cut).toEqual({ counted: 300, sinceS: fromMs / 1000 + 600 });
    expect(rate[0]).toBeNull();
    expect(numbersOfRoute(reading, 'b')).toBeNull();
  });

  test('of thousands of routes those stay that lead by calls, by errors or by duration', () => {
    const base = { method: 'GET', host: '', path: '/', status: 200, requestBytes: null, responseBytes: null };
    const of = (id: string, part: { outcome?: Outcome; durationUs?: number } = {}): TalliedCall => ({
      attribution: { kind: 'computed' },
      takenBy: id,
      seen: { ...base, endUs: (fromMs + 5) * 1000, durationUs: 10, outcome: 'ok', ...part },
    });
    const many = Array.from({ length: 1000 }, (_, at) => [of(`r${at}`), of(`r${at}`)]).flat();
    const numbers = prepareGatewayNumbers(
      readingOf([...many, of('slow', { durationUs: 9_000_000 }), of('failing', { outcome: 'server_error' })]),
    );
    expect(numbers.routes.length).toBeLessThanOrEqual(300);
    expect(numbers.routes.map((route) => route.routeId)).toEqual(expect.arrayContaining(['slow', 'failing', 'r0']));
  });
});
