import { describe, expect, test } from 'vitest';
import { consumersFrom } from './consumers';
import { consumersOf } from './promql';

describe('consumersFrom', () => {
  const series = [
    { labels: { consumer: 'jack', code: '200' }, values: [1, null, 0.5] },
    { labels: { consumer: 'jack', code: '503' }, values: [0.5, null, null] },
    { labels: { consumer: 'jill', code: '200' }, values: [2, 2, 2] },
    { labels: { consumer: '', code: '401' }, values: [0, 0, 1] },
  ];

  test('requests of all statuses are one consumer’s, those from 400 on its errors, and a hole stays one', () => {
    const { breakdown, totals, readS } = consumersFrom(series, { steps: 3, stepS: 60 });
    expect(breakdown.values).toEqual([
      { value: 'jill', calls: 360, errors: 0, p50Us: null, p95Us: null, rates: [2, 2, 2] },
      { value: 'jack', calls: 120, errors: 30, p50Us: null, p95Us: null, rates: [1.5, null, 0.5] },
    ]);
    expect(breakdown.unknown).toMatchObject({ calls: 60, errors: 60 });
    expect([totals.calls, readS]).toEqual([540, 180]);
  });

  test('a label that was switched off is no consumer, and no series are no calls', () => {
    const { breakdown } = consumersFrom([{ labels: { code: '200' }, values: [1] }], { steps: 1, stepS: 60 });
    expect(breakdown).toMatchObject({ values: [], unknown: { calls: 60 } });
    expect(consumersFrom([], { steps: 1, stepS: 60 })).toMatchObject({
      totals: { calls: 0 },
      breakdown: { unknown: null },
    });
  });
});

test('id and name of the route are matched whole, whatever they hold', () => {
  expect(consumersOf('apisix_', ['r1', 'a.b'], 240).query).toBe(
    'sum by (consumer, code) (rate(apisix_http_status{route=~"(?:r1|a[.]b)"}[240s]))',
  );
});
