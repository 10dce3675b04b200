import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Fate, startTestGateway, type TestGateway } from '@/test/gateway';
import { getRouteDetail } from './route-detail';
import { RouteIndex, routeIndex } from './route-index';

let sandbox: TestGateway;
let index: RouteIndex;
beforeEach(async () => {
  sandbox = await startTestGateway();
  index = new RouteIndex(sandbox.gateway);
});
afterEach(async () => {
  index.stop();
  await sandbox.close();
});

const upstream = { type: 'roundrobin', nodes: { '127.0.0.1:1980': 1 } };
const routeReads = () => sandbox.requests.filter(({ path }) => path === '/apisix/admin/routes').length;

test('all who ask while a read is under way share it, and no two requests run at once', async () => {
  let running = 0;
  let most = 0;
  sandbox.fate = async (): Promise<Fate> => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setImmediate(resolve));
    running--;
    return 'pass';
  };
  await Promise.all([index.search({}), index.search({}), index.refresh(), index.table()]);
  expect(routeReads()).toBe(1);
  expect(most).toBe(1);
});

test('the last known routes stay when the gateway goes down, with their age and the problem', async () => {
  await sandbox.admin('PUT', '/routes/1', { name: 'a', uri: '/a', upstream });
  const before = await index.search({});
  sandbox.fate = () => 'lose-request';
  await expect(index.refresh()).rejects.toMatchObject({ problem: { code: 'upstream_unreachable' } });
  const after = await index.search({});
  expect(after).toMatchObject({ rows: before.rows, readAt: before.readAt, stale: { code: 'upstream_unreachable' } });
  sandbox.fate = () => 'pass';
  await index.refresh();
  expect(await index.search({})).toMatchObject({ stale: null });
});

test('a gateway that never answered is a problem', async () => {
  sandbox.fate = () => 'lose-request';
  await expect(index.search({})).rejects.toMatchObject({ problem: { code: 'upstream_unreachable' } });
});

test('a part that cannot be read leaves the rest, and what it decides unknown', async () => {
  await sandbox.admin('PUT', '/services/s', { upstream, plugins: { prometheus: {} } });
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', service_id: 's' });
  sandbox.fate = ({ path }) => (path.endsWith('/services') ? { status: 500, body: 'no' } : 'pass');
  expect((await index.search({})).rows).toMatchObject([{ id: '1', faults: [], prometheus: { status: 'unknown' } }]);
});

test('a written route is seen at once, also when a read that began before ends later', async () => {
  await sandbox.admin('PUT', '/routes/1', { name: 'old', uri: '/a', upstream });
  await index.refresh();
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let hasStarted = () => {};
  const started = new Promise<void>((resolve) => {
    hasStarted = resolve;
  });
  sandbox.fate = async ({ path }): Promise<Fate> => {
    if (path.endsWith('/services')) {
      hasStarted();
      await held;
    }
    return 'pass';
  };
  const refresh = index.refresh();
  await started;
  index.noteRoute({ id: '1', value: { id: '1', name: 'new', uri: '/a' }, createdIndex: 1, modifiedIndex: 10_000 });
  expect((await index.search({})).rows).toMatchObject([{ name: 'new' }]);
  release();
  await refresh;
  expect((await index.search({})).rows).toMatchObject([{ name: 'new' }]);
});

test('the router index outlives a change that routing does not depend on, and no other', async () => {
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream });
  const { routerIndex } = await index.table();
  await sandbox.admin('PATCH', '/routes/1', { plugins: { prometheus: {} } });
  await index.refresh();
  expect((await index.table()).routerIndex).toBe(routerIndex);
  await sandbox.admin('PATCH', '/routes/1', { uri: '/b' });
  await index.refresh();
  expect((await index.table()).routerIndex).not.toBe(routerIndex);
});

test('one route is read anew, and comes from memory when the gateway is down', async () => {
  await sandbox.admin('PUT', '/routes/1', {
    name: 'a',
    uri: '/a',
    upstream,
    plugins: { csrf: { key: 'secret-of-csrf' } },
  });
  await routeIndex(sandbox.gateway).refresh();
  await sandbox.admin('PATCH', '/routes/1', { name: 'b' });
  const fresh = await getRouteDetail(sandbox.gateway, '1');
  expect(fresh).toMatchObject({ summary: { name: 'b' }, stale: null, writeBlocked: null });
  expect(fresh.flow.plugins).toEqual([{ name: 'csrf', from: 'route', disabled: false }]);
  sandbox.fate = () => 'lose-request';
  const known = await getRouteDetail(sandbox.gateway, '1');
  expect(known).toMatchObject({ summary: { name: 'a' }, stale: { code: 'upstream_unreachable' } });
  expect(JSON.stringify([fresh, known])).not.toContain('secret-of-csrf');
  routeIndex(sandbox.gateway).stop();
});

test('a route that is gone is not found', async () => {
  await expect(getRouteDetail(sandbox.gateway, 'nope')).rejects.toMatchObject({ problem: { code: 'not_found' } });
  routeIndex(sandbox.gateway).stop();
});

test('an item that is no object is a row with a fault, not a hole', async () => {
  sandbox.fate = ({ path }) =>
    path === '/apisix/admin/routes'
      ? {
          status: 200,
          body: '{"list":[{"key":"/apisix/routes/x","value":null},{"value":{"id":"y","uri":"/y"}}],"total":2}',
        }
      : 'pass';
  expect((await index.search({})).rows).toMatchObject([
    { id: 'x', faults: ['bad_field:value', 'no_path'] },
    { id: 'y', faults: [] },
  ]);
});
