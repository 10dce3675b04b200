import fc from 'fast-check';
import { expect, test } from 'vitest';
import { excess, overRepresented } from './over-represented';

const groups = { selected: 30, rest: 970 };

test('a value that most of the selection and few of the rest have stands out', () => {
  const counts = [
    { value: '503', selected: 26, rest: 19 },
    { value: '200', selected: 4, rest: 951 },
  ];
  expect(overRepresented(counts, groups)).toEqual([counts[0]]);
});

test('the same share on both sides, and a few calls, say nothing', () => {
  for (const count of [
    { value: 'same', selected: 3, rest: 97 },
    { value: 'few', selected: 2, rest: 0 },
    { value: 'a little more', selected: 4, rest: 97 },
    { value: 'all', selected: 30, rest: 970 },
  ])
    expect(overRepresented([count], groups), count.value).toEqual([]);
  expect(overRepresented([{ value: 'a', selected: 3, rest: 0 }], { selected: 3, rest: 2 })).toEqual([]);
});

test('without a rest or a selection nothing is compared', () => {
  const counts = [{ value: 'a', selected: 9, rest: 0 }];
  expect(overRepresented(counts, { selected: 9, rest: 0 })).toEqual([]);
  expect(overRepresented(counts, { selected: 0, rest: 9 })).toEqual([]);
});

test('whatever the counts, what stands out has the greater share in the selection, largest difference first', () => {
  const pair = fc.record({ selected: fc.nat(500), rest: fc.nat(5000) }).chain((all) =>
    fc.record({
      all: fc.constant(all),
      counts: fc.array(fc.record({ value: fc.string(), selected: fc.nat(all.selected), rest: fc.nat(all.rest) }), {
        maxLength: 30,
      }),
    }),
  );
  fc.assert(
    fc.property(pair, fc.integer({ min: 1, max: 5 }), ({ all, counts }, most) => {
      const found = overRepresented(counts, all, most);
      expect(found.length).toBeLessThanOrEqual(most);
      const differences = found.map((count) => excess(count, all));
      expect(differences).toEqual(differences.toSorted((a, b) => b - a));
      for (const [at, count] of found.entries()) {
        expect(counts).toContain(count);
        expect(count.selected).toBeGreaterThanOrEqual(3);
        expect(differences[at]).toBeGreaterThan(0);
      }
    }),
  );
});

test('ten times as many calls with the same shares never make a difference less sure', () => {
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 50 }), fc.nat(500), (selected, rest) => {
      const of = { selected: 50, rest: 500 };
      const small = overRepresented([{ value: 'a', selected, rest }], of);
      const large = overRepresented([{ value: 'a', selected: selected * 10, rest: rest * 10 }], {
        selected: 500,
        rest: 5000,
      });
      expect(large.length).toBeGreaterThanOrEqual(small.length);
    }),
  );
});

test('chance alone rarely stands out', () => {
  // A fixed pseudo-random sequence: 400 comparisons of samples of one population.
  let state = 12345;
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  let found = 0;
  for (let run = 0; run < 400; run++) {
    const draw = (calls: number) => Array.from({ length: calls }, random).filter((one) => one < 0.2).length;
    found += overRepresented([{ value: 'a', selected: draw(60), rest: draw(600) }], { selected: 60, rest: 600 }).length;
  }
  expect(found).toBeLessThanOrEqual(4);
});
