import { expect, test } from 'vitest';
import { filesWith, namesIn } from '@/test/sources';
import { expressionNames } from './expression-names';
import { sampleExpressions } from './promql';

test('there is a sample of every expression, and no other', () => {
  expect(
    [...new Set(sampleExpressions({ prefix: 'apisix_', labels: { job: 'a' } }).map(({ name }) => name))].sort(),
  ).toEqual([...expressionNames].sort());
});

test('two expressions have two names', () => {
  const names = namesIn(expressionNames);
  expect(names).toContain('route.status');
  expect(names).toEqual([...new Set(names)]);
});

test('PromQL is sent by functions that take named expressions, by the explorer, and by the probe', () => {
  expect(filesWith('/api/v1/')).toEqual([
    'lib/server/prometheus/client.ts',
    'lib/server/prometheus/metric-names.ts',
    'lib/server/prometheus/series.ts',
    'lib/server/service-probes.ts',
  ]);
  // What a person wrote has no name.
  expect(filesWith('name: null, query')).toEqual(['lib/server/prometheus/explore.ts']);
  expect(filesWith('import { askPrometheus')).toEqual(['lib/server/prometheus/explore.ts']);
});
