import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isError } from '@/lib/telemetry/series';
import { breakDown, type CountedCall } from './breakdown';

const range = { fromMs: 1_771_000_000_000, toMs: 1_771_000_060_000 };
const meter = { range, stepS: 5, coveredFromS: null, completeToS: null, isObserved: true };

type Valued = CountedCall & { values: string[] };
const outcome = fc.constantFrom('ok', 'client_error', 'server_error', 'timeout', 'unknown');
const callsWith = (values: fc.Arbitrary<string[]>): fc.Arbitrary<Valued[]> =>
  fc.array(
    fc.record({
      values,
      outcome,
      endUs: fc.integer({ min: range.fromMs * 1000, max: range.toMs * 1000 - 1 }),
      durationUs: fc.option(fc.integer({ min: 0, max: 10_000_000 })),
    }),
    { maxLength: 200 },
  ) as fc.Arbitrary<Valued[]>;
const letter = fc.constantFrom('a', 'b', 'c', 'd', 'e', '');
const single = callsWith(letter.map((value) => [value]));
const several = callsWith(fc.array(letter, { maxLength: 3 }));
const valuesOf = ({ values }: Valued) => values;

describe('breakDown', () => {
  test('with one value a call, values, others and unknown add up to all calls, in number, errors and rates', () => {
    fc.assert(
      fc.property(single, fc.integer({ min: 1, max: 6 }), (calls, most) => {
        const { values, others, unknown, several } = breakDown(calls, valuesOf, meter, most);
        const parts = [...values, ...(others ? [others] : []), ...(unknown ? [unknown] : [])];
        expect(sum(parts.map((part) => part.calls))).toBe(calls.length);
        expect(sum(parts.map((part) => part.errors))).toBe(calls.filter((call) => isError(call.outcome)).length);
        expect(sum(parts.flatMap(({ rates }) => rates.map((rate) => (rate ?? 0) * 5)))).toBeCloseTo(calls.length, 6);
        expect(several).toBe(0);
        expect(values.length).toBeLessThanOrEqual(most);
      }),
    );
  });

  test('a value has the numbers of its calls alone, also where a call has several', () => {
    fc.assert(
      fc.property(several, (calls) => {
        for (const { value, ...numbers } of breakDown(calls, valuesOf, meter).values) {
          const own = calls.filter(({ values }) => values.includes(value));
          expect(breakDown(own, () => ['x'], meter).values).toEqual([{ value: 'x', ...numbers }]);
        }
      }),
    );
  });

  test('no call is in others twice, and calls with several values are said', () => {
    fc.assert(
      fc.property(several, (calls) => {
        const { values, others, unknown, several: many } = breakDown(calls, valuesOf, meter, 1);
        const named = new Set(calls.flatMap(({ values: own }) => own).filter((value) => value !== ''));
        expect(others?.values ?? 0).toBe(Math.max(0, named.size - 1));
        const first = values[0]?.value;
        const left = calls.filter(({ values: own }) => own.some((value) => value !== '' && value !== first));
        expect(others?.calls ?? 0).toBe(left.length);
        expect(unknown?.calls ?? 0).toBe(calls.filter(({ values: own }) => own.every((one) => one === '')).length);
        expect(many).toBe(calls.filter(({ values: own }) => new Set(own.filter((one) => one)).size > 1).length);
      }),
    );
  });

  test('the order in which calls come changes nothing', () => {
    fc.assert(
      fc.property(several, (calls) => {
        expect(breakDown(calls.toReversed(), valuesOf, meter, 2)).toEqual(breakDown(calls, valuesOf, meter, 2));
      }),
    );
  });

  test('what was not read, or is observed by nothing, is a gap and no zero', () => {
    const call: Valued = { values: ['a'], outcome: 'ok', durationUs: null, endUs: (range.toMs - 1) * 1000 };
    const late = { ...meter, coveredFromS: range.fromMs / 1000 + 31 };
    const [value] = breakDown([call], valuesOf, late).values;
    expect(value?.rates).toEqual([null, null, null, null, null, null, null, 0, 0, 0, 0, 0.2]);
    expect(value).toMatchObject({ p50Us: null, p95Us: null });
  });

  test('a bucket that lies in the range by less than half is a gap', () => {
    const short = { fromMs: range.fromMs + 3000, toMs: range.toMs };
    const cut = { ...meter, range: short };
    const call: Valued = { values: ['a'], outcome: 'ok', durationUs: 1, endUs: short.fromMs * 1000 };
    expect(breakDown([call], valuesOf, cut).values[0]?.rates.slice(0, 2)).toEqual([null, 0]);
  });
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
