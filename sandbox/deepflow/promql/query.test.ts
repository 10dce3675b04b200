import { describe, expect, it } from 'vitest';
import { Budget } from '@/sandbox/deepflow/promql/budget';
import { numberText } from '@/sandbox/deepflow/promql/format';
import { labelsOf, sorted } from '@/sandbox/deepflow/promql/labels';
import { parsePromql } from '@/sandbox/deepflow/promql/parse';
import type { Need } from '@/sandbox/deepflow/promql/plan';
import { queryInstant, queryRange } from '@/sandbox/deepflow/promql/query';
import type { Series } from '@/sandbox/deepflow/promql/values';

type Given = [labels: Record<string, string>, samples: [second: number, value: number][]][];

function seriesOf(given: Given): Series[] {
  return given.map(([labels, samples]) => ({
    labels: labelsOf(Object.entries(labels)),
    times: Float64Array.from(samples, ([second]) => second * 1000),
    values: Float64Array.from(samples, ([, value]) => value),
  }));
}

/** Reads by the metric's name alone. */
const reading =
  (given: Given, asked: Need[] = []) =>
  (need: Need) => {
    asked.push(need);
    const name = need.selector.matchers.find((matcher) => matcher.name === '__name__')?.value;
    return Promise.resolve(seriesOf(given).filter(({ labels }) => labels.get('__name__') === name));
  };

async function instant(text: string, second: number, given: Given): Promise<unknown> {
  const answer = await queryInstant(parsePromql(text), second * 1000, reading(given));
  if (answer.type === 'vector') {
    return answer.samples.map(({ labels, value }) => [Object.fromEntries(sorted(labels)), value]);
  }
  return answer.type === 'matrix' ? answer.series.map(({ points }) => points) : answer.value;
}

const every15 = (values: number[]) => values.map((value, index): [number, number] => [index * 15, value]);
const counter: Given = [[{ __name__: 'c', a: '1' }, every15([0, 3, 6, 9, 12])]];

describe('a sample counts as present', () => {
  it.each([
    [59, 9],
    [60, 12],
    [360, 12],
  ])('at second %i', async (second, value) => {
    expect(await instant('c', second, counter)).toEqual([[{ __name__: 'c', a: '1' }, value]]);
  });

  it('for five minutes', async () => {
    expect(await instant('c', 361, counter)).toEqual([]);
  });
});

describe('rates', () => {
  it('reach to the ends of the range where the samples come near them', async () => {
    expect(await instant('increase(c[1m])', 60, counter)).toEqual([[{ a: '1' }, 12]]);
    expect(await instant('rate(c[1m])', 65, counter)).toEqual([[{ a: '1' }, (9 * (45 + 10 + 5)) / 45 / 60]]);
  });

  it('do not reach below zero', async () => {
    const young: Given = [
      [
        { __name__: 'c' },
        [
          [45, 1],
          [60, 11],
        ],
      ],
    ];
    expect(await instant('increase(c[1m])', 60, young)).toEqual([[{}, 10 * ((15 + 1.5) / 15)]]);
  });

  it('take a fall for a new start', async () => {
    const reset: Given = [[{ __name__: 'c' }, every15([10, 20, 5, 15])]];
    expect(await instant('increase(c[45s])', 45, reset)).toEqual([[{}, 25]]);
    expect(await instant('delta(c[45s])', 45, reset)).toEqual([[{}, 5]]);
    expect(await instant('resets(c[45s])', 45, reset)).toEqual([[{}, 1]]);
    expect(await instant('irate(c[45s])', 30, reset)).toEqual([[{}, 5 / 15]]);
    expect(await instant('idelta(c[45s])', 30, reset)).toEqual([[{}, -15]]);
  });

  it('need two samples', async () => {
    expect(await instant('rate(c[10s])', 60, counter)).toEqual([]);
    expect(await instant('irate(c[10s])', 60, counter)).toEqual([]);
  });
});

describe('histogram_quantile', () => {
  const buckets = (counts: [le: string, count: number][]): Given =>
    counts.map(([le, count]) => [{ __name__: 'b', route: 'r', le }, [[60, count]]]);
  const ask = (level: string, counts: [string, number][]) =>
    instant(`histogram_quantile(${level}, b)`, 60, buckets(counts));

  it('goes along a straight line within a bucket', async () => {
    expect(
      await ask('0.5', [
        ['1', 10],
        ['2', 30],
        ['+Inf', 30],
      ]),
    ).toEqual([[{ route: 'r' }, 1.25]]);
  });

  it('is the last bound where the rank is beyond it', async () => {
    expect(
      await ask('0.9', [
        ['1', 10],
        ['2', 11],
        ['+Inf', 30],
      ]),
    ).toEqual([[{ route: 'r' }, 2]]);
  });

  it('has no value without observations or without a last bucket', async () => {
    expect(
      await ask('0.9', [
        ['1', 0],
        ['+Inf', 0],
      ]),
    ).toEqual([[{ route: 'r' }, NaN]]);
    expect(
      await ask('0.9', [
        ['1', 1],
        ['2', 5],
      ]),
    ).toEqual([[{ route: 'r' }, NaN]]);
  });

  it('is beyond all values for a level that is none', async () => {
    expect(
      await ask('-1', [
        ['1', 1],
        ['+Inf', 1],
      ]),
    ).toEqual([[{ route: 'r' }, -Infinity]]);
    expect(
      await ask('2', [
        ['1', 1],
        ['+Inf', 1],
      ]),
    ).toEqual([[{ route: 'r' }, Infinity]]);
  });
});

describe('vector matching', () => {
  const given: Given = [
    [{ __name__: 'x', route: 'a', code: '200' }, [[0, 8]]],
    [{ __name__: 'x', route: 'a', code: '500' }, [[0, 2]]],
    [{ __name__: 'total', route: 'a', owner: 'me' }, [[0, 10]]],
  ];

  it('lets many have one, which gives labels', async () => {
    expect(await instant('x / on (route) group_left (owner) total', 0, given)).toEqual([
      [{ code: '200', owner: 'me', route: 'a' }, 0.8],
      [{ code: '500', owner: 'me', route: 'a' }, 0.2],
    ]);
    expect(await instant('total - on (route) group_right x', 0, given)).toEqual([
      [{ code: '200', route: 'a' }, 2],
      [{ code: '500', route: 'a' }, 8],
    ]);
  });

  it.each([
    [
      'x / on (route) total',
      'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)',
    ],
    ['total / on (route) x', 'found duplicate series for the match group {route="a"} on the right hand-side'],
    ['x + on (route) group_left (nothing) x', 'found duplicate series for the match group'],
  ])('%s is refused', async (text, message) => {
    await expect(instant(text, 0, given)).rejects.toThrow(message);
  });

  it('keeps the name where it filters', async () => {
    expect(await instant('x > 5', 0, given)).toEqual([[{ __name__: 'x', code: '200', route: 'a' }, 8]]);
    expect(await instant('5 < bool x', 0, given)).toEqual([
      [{ code: '200', route: 'a' }, 1],
      [{ code: '500', route: 'a' }, 0],
    ]);
  });

  it('refuses two series that become one', async () => {
    await expect(instant('label_replace(x, "code", "", "", "")', 0, given)).rejects.toThrow('same labelset');
  });
});

describe('a range of moments', () => {
  it('has a value at each step that there is one for, series in order', async () => {
    const given: Given = [
      [{ __name__: 'x', z: '2' }, [[0, 1]]],
      [{ __name__: 'x', z: '1' }, [[20, 5]]],
    ];
    const times = { startMs: 0, endMs: 25_000, stepMs: 10_000 };
    const answer = await queryRange(parsePromql('x'), times, reading(given));
    expect(answer.type === 'matrix' && answer.series.map(({ labels, points }) => [labels.get('z'), points])).toEqual([
      ['1', [[20_000, 5]]],
      [
        '2',
        [
          [0, 1],
          [10_000, 1],
          [20_000, 1],
        ],
      ],
    ]);
  });

  it('refuses what would never end, and stops when nobody waits', async () => {
    const endless = { startMs: 0, endMs: 2e12, stepMs: 1000 };
    const left = new AbortController();
    const asked = queryRange(parsePromql('x'), endless, reading([]), left.signal);
    left.abort(new Error('left'));
    await expect(asked).rejects.toThrow('left');
    const budget = new Budget();
    budget.spend(1_999_999);
    expect(() => budget.spend(0)).toThrow('too many samples');
  });

  it('cannot be of range vectors or texts', async () => {
    const times = { startMs: 0, endMs: 1000, stepMs: 1000 };
    await expect(queryRange(parsePromql('x[5m]'), times, reading([]))).rejects.toThrow(
      'invalid expression type "range vector" for range query, must be Scalar or instant Vector',
    );
    await expect(queryRange(parsePromql('"x"'), times, reading([]))).rejects.toThrow(
      'invalid expression type "string"',
    );
  });
});

describe('what a selector needs', () => {
  const needOf = async (text: string) => {
    const asked: Need[] = [];
    await queryRange(parsePromql(text), { startMs: 1_000_000, endMs: 2_000_000, stepMs: 10_000 }, reading([], asked));
    return asked.map(({ startMs, endMs, func, grouping }) => ({ startMs, endMs, func, grouping }))[0];
  };

  it('reaches back as far as the present, the range, the offset and subqueries do', async () => {
    expect(await needOf('x')).toMatchObject({ startMs: 700_000, endMs: 2_000_000 });
    expect(await needOf('rate(x[1m] offset 10s)')).toMatchObject({ startMs: 930_000, endMs: 1_990_000, func: 'rate' });
    expect(await needOf('max_over_time(rate(x[1m])[2m:])')).toMatchObject({ startMs: 820_000 });
    expect(await needOf('x @ 500')).toMatchObject({ startMs: 200_000, endMs: 500_000 });
    expect(await needOf('x @ end()')).toMatchObject({ startMs: 1_700_000, endMs: 2_000_000 });
  });

  it('names the aggregation around it, but not across an operator', async () => {
    expect(await needOf('sum by (a) (rate(x[1m]))')).toMatchObject({
      func: 'rate',
      grouping: { op: 'sum', by: true, labels: ['a'] },
    });
    expect(await needOf('sum by (a) (x + 1)')).toMatchObject({ func: '', grouping: null });
  });
});

describe('numbers are written', () => {
  it.each([
    [1e21, '1000000000000000000000'],
    [-1.5e-7, '-0.00000015'],
    [1.25e22, '12500000000000000000000'],
    [0.1, '0.1'],
    [-0, '-0'],
    [NaN, 'NaN'],
    [Infinity, '+Inf'],
    [-Infinity, '-Inf'],
  ])('%s', (value, text) => {
    expect(numberText(value)).toBe(text);
  });
});
