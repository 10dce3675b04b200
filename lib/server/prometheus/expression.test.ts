import { expect, test } from 'vitest';
import { oneOfValues, over, selector, seriesOf } from './expression';
import { sampleExpressions } from './promql';
import { statusRates } from './route-expressions';

test('several values are one group of alternatives, without a backslash that DeepFlow would make something else of', () => {
  const { is, value } = oneOfValues('route', ['r1', 'a.b|c (v2) [x] {y} $z *+?']);
  expect(is).toBe('=~');
  expect(value).toBe('(?:r1|a[.]b[|]c [(]v2[)] [[]x[]] [{]y[}] [$]z [*][+][?])');
  expect(oneOfValues('route', ['a\\b', 'c^d']).value).not.toContain('\\');
});

test('the pattern of a name matches that name whole, and no other', () => {
  const names = ['it\'s "100 %" [a|b] $x {y}.*?+^\\d', 'x', '[', ']', '^', '\\', 'a-b', '商城'];
  const { value } = oneOfValues('route', names);
  const pattern = new RegExp(`^(?:${value.replaceAll('[]]', '\\]').replaceAll('[[]', '\\[')})$`, 'u');
  for (const name of names) expect(pattern.test(name)).toBe(true);
  for (const other of ['xx', 'a', 'ab', '', 'it']) expect(pattern.test(other)).toBe(false);
});

test('one value is compared as it is', () => {
  expect(oneOfValues('route', ['a.b'])).toEqual({ label: 'route', is: '=', value: 'a.b' });
  expect(() => oneOfValues('route', [])).toThrow();
});

test('no name and no number lets anything else into an expression', () => {
  expect(() => selector('up} or vector(1) #')).toThrow();
  expect(() => selector('up', [{ label: 'a="b",c', is: '=', value: '' }])).toThrow();
  expect(() => over('rate', selector('up'), 1.5)).toThrow();
  expect(() => over('rate', selector('up'), 60, 0)).toThrow();
  expect(selector('up', [{ label: 'a', is: '=', value: '"} or vector(1) #\n' }]).promql).toBe(
    'up{a="\\"} or vector(1) #\\n"}',
  );
});

test('a prefix that is no part of a name is refused', () => {
  expect(() => statusRates({ source: { prefix: 'x{', labels: {} }, routes: ['r'] }, 60)).toThrow();
  expect(statusRates({ source: { prefix: '', labels: {} }, routes: ['r'] }, 60).query).toContain(
    '(http_status{route="r"}[60s])',
  );
});

test('labels that tell a gateway from others stand in every expression with a metric, their values quoted', () => {
  const source = { prefix: 'apisix_', labels: { cluster: 'a"} or up{x="', job: 'apisix' } };
  const own = 'cluster="a\\"} or up{x=\\"",job="apisix"';
  for (const { name, query } of sampleExpressions(source)) {
    if (name === 'status.probe') continue;
    if (name === 'metrics.names') {
      expect(query).toBe(`{${own}}`);
      continue;
    }
    const selectors = query.match(/apisix_[a-z_]+(\{cluster="a)?/g) ?? [];
    expect(selectors.length, name).toBeGreaterThan(0);
    for (const found of selectors) expect(found, name).toMatch(/\{cluster="a$/);
    expect(query.split(own), name).toHaveLength(selectors.length + 1);
  }
  expect(() => seriesOf({ prefix: '', labels: { 'a-b': '1' } }, 'up')).toThrow();
});

test('without such labels nothing is added', () => {
  expect(sampleExpressions()).toEqual(sampleExpressions({ prefix: 'apisix_', labels: {} }));
  expect(seriesOf({ prefix: 'apisix_', labels: {} }, 'node_info').promql).toBe('apisix_node_info');
});
