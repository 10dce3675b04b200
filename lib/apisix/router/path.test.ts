import { expect, test } from 'vitest';
import { normalisePath, parseTarget } from './path';

test.each([
  ['/e/f', '/e/f'],
  ['/e//f', '/e/f'],
  ['/e/./f', '/e/f'],
  ['/e/g/../f', '/e/f'],
  ['/e/%66', '/e/f'],
  ['/e%2Ff', '/e/f'],
  ['/e/%2e%2E/f', '/f'],
  ['/e/.', '/e/'],
  ['/e/g/..', '/e/'],
  ['/e/...', '/e/...'],
  ['/e/.f', '/e/.f'],
  ['/e/f/', '/e/f/'],
  ['/a?b=/../c', '/a'],
  ['/a#b', '/a'],
  ['/a%3Fb%23c%25', '/a?b#c%'],
  ['/a+b', '/a+b'],
  ['/%E8%B4%AD/x', '/购/x'],
  ['/购/x', '/购/x'],
  ['http://shop.test/a?b', '/a'],
  ['http://shop.test', '/'],
  ['http://shop.test?a', '/'],
])('%s is looked up as %s', (target, path) => {
  expect(normalisePath(target)).toBe(path);
});

test.each(['/%', '/%4', '/%zz', '/%00', '/..', '/a/../../b', '*', ''])(
  'nginx refuses %s before any lookup',
  (target) => {
    expect(normalisePath(target)).toBeNull();
  },
);

test('query and authority of a target are kept apart from its path', () => {
  expect(parseTarget('http://Shop.test:80/a?b=1#c')).toEqual({ path: '/a', query: 'b=1', authority: 'Shop.test:80' });
});
