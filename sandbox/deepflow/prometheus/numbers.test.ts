import { describe, expect, it, test } from 'vitest';
import { PrometheusNumbers } from '@/sandbox/deepflow/prometheus/numbers';

const series = (labels: Record<string, string>) => new Map(Object.entries(labels));
const status = { __name__: 'apisix_http_status', job: 'apisix', instance: '10.0.0.1:9091' };

describe('numbers of Prometheus names', () => {
  it('gives a label a column of its metric, and a value one number whatever its label', () => {
    const numbers = new PrometheusNumbers();
    const first = numbers.number(series({ ...status, code: '200', route: 'a' }));
    const second = numbers.number(series({ ...status, route: '200' }));
    expect(first).toEqual({ metricId: 1, targetId: 1, valueIds: [1, 2] });
    expect(second).toEqual({ metricId: 1, targetId: 1, valueIds: [0, 1] });
    expect(numbers.appLabels('apisix_http_status')).toEqual(['code', 'route']);
    expect(numbers.valueOf(2)).toBe('a');
    expect(numbers.targetOf(1)).toEqual(['apisix', '10.0.0.1:9091']);
  });

  it('tells what is new, each thing once', () => {
    const numbers = new PrometheusNumbers();
    numbers.number(series({ ...status, code: '200' }));
    const rows = numbers.takeNew();
    expect(rows.ch_prometheus_metric_name).toEqual([[1, 'apisix_http_status']]);
    expect(rows.ch_prometheus_target_label_layout).toEqual([[1, 'job, instance', 'apisix, 10.0.0.1:9091']]);
    expect(rows.ch_target_label).toHaveLength(2);
    numbers.number(series({ ...status, code: '200' }));
    expect(Object.values(numbers.takeNew()).flat()).toEqual([]);
  });

  it('goes on where a storage left off', () => {
    const before = new PrometheusNumbers();
    before.number(series({ ...status, code: '200', route: 'a' }));
    const after = new PrometheusNumbers();
    after.restore(before.takeNew());
    expect(after.number(series({ ...status, route: 'a', code: '200' }))).toEqual({
      metricId: 1,
      targetId: 1,
      valueIds: [1, 2],
    });
    expect(Object.values(after.takeNew()).flat()).toEqual([]);
    expect(after.number(series({ ...status, __name__: 'other', code: '500' }))).toEqual({
      metricId: 2,
      targetId: 1,
      valueIds: [3],
    });
  });

  it.each([
    ['no metric name', { job: 'x' }],
    ["a target's label that its list could not be taken apart by", { ...status, instance: 'a, b' }],
    [
      'more labels than there are columns',
      { ...status, ...Object.fromEntries(Array.from({ length: 257 }, (_, index) => [`l${index}`, 'x'])) },
    ],
  ])('refuses %s', (_name, labels) => {
    const numbers = new PrometheusNumbers();
    expect(numbers.number(series(labels))).toBeNull();
    expect(Object.values(numbers.takeNew()).flat()).toEqual([]);
  });
});

test('what series will take of columns is known before they have their numbers', () => {
  const numbers = new PrometheusNumbers();
  const series = [
    new Map([
      ['__name__', 'm'],
      ['a', '1'],
      ['job', 'j'],
    ]),
    new Map([
      ['__name__', 'm'],
      ['b', '1'],
      ['c', '2'],
      ['instance', 'i'],
    ]),
    new Map([
      ['__name__', 'n'],
      ['a', '1'],
    ]),
  ] as const;
  expect(numbers.columnsFor(series)).toBe(3);
  expect(numbers.appLabels('m')).toEqual([]);
  for (const labels of series) numbers.number(labels);
  expect(numbers.appLabels('m')).toEqual(['a', 'b', 'c']);
  expect(
    numbers.columnsFor([
      new Map([
        ['__name__', 'm'],
        ['d', '1'],
      ]),
    ]),
  ).toBe(4);
});
