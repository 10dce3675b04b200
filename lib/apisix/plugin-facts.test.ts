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

const label = (name: string) => ({ name, values: 1, example: 'x' });
const mark = (rows: ReturnType<typeof compareLabels>) =>
  rows.map(({ name, configured: by, differs }) => `${name} ${by}${differs ? ' !' : ''}`);

test('a label that is missing, or should be empty, or comes from nowhere, differs', () => {
  const seen = {
    metric: 'http_status' as const,
    series: 2,
    isCut: false,
    labels: ['code', 'node', 'upstream_addr', 'job', 'zone'].map(label),
  };
  const metric = { ...configured, labels: [...configured.labels] };
  expect(mark(compareLabels(metric, seen, ['upstream_addr', 'upstream_status']))).toEqual([
    'code yes',
    'route yes !',
    'consumer yes',
    'node disabled !',
    'upstream_addr static',
    'upstream_status static !',
    'job scrape',
    'zone extra !',
  ]);
  // Of a part of the series nobody can say what all of them lack.
  const ofPart = mark(compareLabels(metric, { ...seen, isCut: true }, ['upstream_status']));
  expect(ofPart).toEqual(expect.arrayContaining(['route yes', 'upstream_status static', 'node disabled !']));
  // Without config.yaml nobody can say that a label comes from nowhere.
  expect(mark(compareLabels(metric, seen, null))).toContain('zone extra');
});

test('without series nothing differs', () => {
  const rows = compareLabels({ ...configured, labels: [...configured.labels] }, null, ['a']);
  expect(rows.some(({ differs }) => differs)).toBe(false);
});

test('a version whose schema names no labels has those that are known', () => {
  const [status] = configuredLabels({ type: 'object' }, null);
  expect(status?.labels.map(({ name }) => name)).toContain('response_source');
});
