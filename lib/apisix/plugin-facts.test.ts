import { expect, test } from 'vitest';
import { compareLabels, configuredLabels } from './plugin-facts';

const configured = {
  metric: 'http_status',
  labels: [
    { name: 'code', disabled: false },
    { name: 'route', disabled: false },
    { name: 'consumer', disabled: false },
    { name: 'node', disabled: true },
  ],
} as const;

test('a label that the configuration lacks is extra, one that is missing or should be empty differs', () => {
  const seen = {
    metric: 'http_status',
    series: 2,
    labels: [
      { name: 'code', values: 2, example: '200' },
      { name: 'node', values: 1, example: '10.0.0.1' },
      { name: 'upstream_addr', values: 1, example: '10.0.0.1:80' },
    ],
  } as const;
  expect(
    compareLabels({ ...configured, labels: [...configured.labels] }, { ...seen, labels: [...seen.labels] }),
  ).toEqual([
    { name: 'code', configured: 'yes', values: 2, example: '200', differs: false },
    { name: 'route', configured: 'yes', values: 0, example: '', differs: true },
    { name: 'consumer', configured: 'yes', values: 0, example: '', differs: false },
    { name: 'node', configured: 'disabled', values: 1, example: '10.0.0.1', differs: true },
    { name: 'upstream_addr', configured: 'extra', values: 1, example: '10.0.0.1:80', differs: true },
  ]);
});

test('without series nothing differs', () => {
  const rows = compareLabels({ ...configured, labels: [...configured.labels] }, null);
  expect(rows.some(({ differs }) => differs)).toBe(false);
});

test('a version whose schema names no labels has those that are known', () => {
  const [status] = configuredLabels({ type: 'object' }, null);
  expect(status?.labels.map(({ name }) => name)).toContain('response_source');
});
