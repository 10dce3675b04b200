import { beforeEach, expect, test, vi } from 'vitest';
import { routeParams } from './route-params';

beforeEach(() => {
  vi.stubEnv('APISIX_ADMIN_URL', 'http://127.0.0.1:9');
  vi.stubEnv('APISIX_ADMIN_KEY', 'k');
});

const read = (routeId: string) => routeParams({ params: Promise.resolve({ gatewayId: 'default', routeId }) });

test.each(['1', 'a.b-c_1', 'a..b', '...', 'x'.repeat(64)])('%s is the id of a route', async (id) => {
  expect(await read(id)).toMatchObject({ routeId: id });
});

// In an address `.` and `..` are steps: the request would go to another path of the Admin API.
test.each(['.', '..', '', 'a/b', '../routes', 'a%2fb', '路由', '😀', 'a b', '1\n', 'x'.repeat(65)])(
  '%j is none, and reaches no gateway',
  async (id) => {
    await expect(read(id)).rejects.toMatchObject({ issues: [{ path: ['routeId'] }] });
  },
);
