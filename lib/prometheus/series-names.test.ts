import { expect, test } from 'vitest';
import { nameSeries, writtenLabels } from './series-names';

test('series are named by the labels that tell them apart, and by the value alone where that is one', () => {
  const series = ['200', '404'].map((code) => ({ __name__: 'apisix_http_status', code, job: 'apisix' }));
  expect(nameSeries(series)).toEqual({
    names: ['200', '404'],
    differing: ['code'],
    common: [
      ['__name__', 'apisix_http_status'],
      ['job', 'apisix'],
    ],
  });
});

test('with several labels each has its name, and a label that is missing is left out', () => {
  const { names, differing } = nameSeries([{ code: '200', route: 'a' }, { code: '500', route: 'b' }, { code: '500' }]);
  expect(names).toEqual(['{code="200", route="a"}', '{code="500", route="b"}', '{code="500"}']);
  expect(differing).toEqual(['code', 'route']);
});

test('one series alone has all of its labels, and a label that one lacks is not taken for another’s', () => {
  expect(nameSeries([{ __name__: 'up', job: 'a' }]).names).toEqual(['up{job="a"}']);
  expect(nameSeries([{}]).names).toEqual(['{}']);
  expect(nameSeries([{}, { code: '200' }]).names).toEqual(['code=""', '200']);
  expect(nameSeries([])).toEqual({ names: [], differing: [], common: [] });
});

test('quotes, backslashes and line breaks of a value are escaped as PromQL reads them', () => {
  expect(writtenLabels({ __name__: 'a', path: '"\\\n' })).toBe('a{path="\\"\\\\\\n"}');
});
