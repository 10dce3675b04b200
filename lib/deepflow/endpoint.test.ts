import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endpointOf } from './endpoint';

describe('endpointOf', () => {
  test.each([
    ['/orders/7', '/orders/{id}'],
    ['/orders/7/items/12?expand=all', '/orders/{id}/items/{id}'],
    ['/orders/7#x', '/orders/{id}'],
    ['/files/0b9d6f5e-3f7e-4a44-9a52-6a1f2f3f1c11.pdf', '/files/0b9d6f5e-3f7e-4a44-9a52-6a1f2f3f1c11.pdf'],
    ['/files/0b9d6f5e-3f7e-4a44-9a52-6a1f2f3f1c11', '/files/{id}'],
    ['/commits/9f86d081884c7d65', '/commits/{id}'],
    ['/u/507f1f77bcf86cd799439011', '/u/{id}'],
    ['/runs/01ARZ3NDEKTSV4RRFFQ69G5FAV', '/runs/{id}'],
    ['/v1/carts/u1053', '/v1/carts/{id}'],
    ['/o/ord-2041/', '/o/{id}/'],
    ['http://shop.example.com:9080/p/3?x', '/p/{id}'],
    ['http://shop.example.com', '/'],
    ['?x=1', '/'],
  ])('%s is %s', (target, endpoint) => expect(endpointOf(target)).toBe(endpoint));

  test.each([
    '/',
    '/v1/rates/EUR',
    '/assets/app.js',
    '/utf8/x',
    '/%E5%95%86%E5%93%81',
    '/facade/decade-added',
    '/blog/what-we-learnt-in-2024-about-ids',
    '*',
    'shop.Orders/Get',
  ])('%s stays as it is', (path) => expect(endpointOf(path)).toBe(path));

  test('an endpoint is its own endpoint, has no query, and as many segments as the path', () => {
    const segment = fc.oneof(fc.string(), fc.nat().map(String), fc.uuid(), fc.constantFrom('v1', 'orders', '{id}'));
    const target = fc
      .tuple(fc.array(segment), fc.string())
      .map(([segments, query]) => `/${segments.map(encodeURIComponent).join('/')}?${query}`);
    fc.assert(
      fc.property(target, (text) => {
        const endpoint = endpointOf(text);
        expect(endpointOf(endpoint)).toBe(endpoint);
        expect(endpoint).not.toMatch(/[?#]/);
        expect(endpoint.split('/')).toHaveLength(text.split('?')[0]?.split('/').length ?? 0);
      }),
    );
  });

  test('paths that differ in ids alone are one endpoint', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (a, b) => {
        expect(endpointOf(`/orders/${a}/items`)).toBe(endpointOf(`/orders/${b}/items?page=2`));
      }),
    );
  });
});
