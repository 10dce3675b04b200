import { expect, test } from 'vitest';
import { isOwnApi } from './own-apis';

const ports = { admin: [9180, 30_180], control: [9090], metrics: [9091] };

test.each([
  ['/apisix/admin/routes?page=1', 9180, true],
  ['/apisix/admin/routes', 30_180, true],
  ['/apisix/admin/routes', 9080, false],
  ['/apisix/administrators', 9180, false],
  ['/v1/routes', 9090, true],
  ['/v1/route/7', 9090, true],
  ['/v1/orders', 9090, false],
  ['/v1/routes', 9080, false],
  ['/apisix/prometheus/metrics', 9091, true],
  ['/', 9180, false],
])('%s on port %i: %s', (path, port, expected) => {
  expect(isOwnApi({ path, port }, ports)).toBe(expected);
});
