import { isParserBijective } from 'nuqs/testing';
import { expect, test } from 'vitest';
import { loadRouteListParams } from './load-search-params';
import { isFiltered, parseAsWidths, toListQuery } from './search-params';

test('column widths survive the way through the address', () => {
  expect(isParserBijective(parseAsWidths, 'name-240_paths-300', { name: 240, paths: 300 })).toBe(true);
});

test.each(['name-NaN', 'nothing-100', 'name-3', '', '__-'])('a bad width «%s» is no width', (text) => {
  expect(parseAsWidths.parse(text)).toBeNull();
});

test('a bad address falls back to the whole list', () => {
  const params = loadRouteListParams('?status=maybe&sort=colour&desc=2&density=huge&widths=x&hide=nothing');
  const query = toListQuery(params);
  expect(query).toEqual({ sort: 'name' });
  expect(isFiltered(query)).toBe(false);
});

test('repeated keys are lists, and values with commas stay whole', () => {
  const params = loadRouteListParams('?method=GET&method=POST&label=team%3Da%2Cb&q=%3Cscript%3E');
  expect(toListQuery(params)).toMatchObject({ method: ['GET', 'POST'], label: ['team=a,b'], q: '<script>' });
});
