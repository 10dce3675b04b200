import { afterEach, beforeEach, expect, test, vi } from 'vitest';
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

test('a gateway in trouble is left alone between two reads, however many look', async () => {
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream });
  await index.search({});
  const clock = vi.spyOn(Date, 'now');
  const start = Date.now();
  clock.mockImplementation(() => start + 60_000);
  sandbox.fate = () => 'lose-request';
  await index.refresh().catch(() => undefined);
  const refresh = vi.spyOn(index, 'refresh');
  for (let look = 0; look < 5; look++)
    expect(await index.search({})).toMatchObject({ total: 1, stale: { code: 'upstream_unreachable' } });
  expect(refresh).not.toHaveBeenCalled();
  clock.mockImplementation(() => start + 70_000);
  await index.search({});
  expect(refresh).toHaveBeenCalledOnce();
  clock.mockRestore();
});

test('a gateway that goes down in the middle of a read leaves the whole last one, not half of a new one', async () => {
  await sandbox.admin('PUT', '/services/s', { hosts: ['a.example'], upstream, plugins: { prometheus: {} } });
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', service_id: 's' });
  const before = await index.search({});
  sandbox.fate = ({ path }) => (path.endsWith('/services') ? 'lose-request' : 'pass');
  await index.refresh().catch(() => undefined);
  expect(await index.search({})).toMatchObject({
    rows: before.rows,
    readAt: before.readAt,
    stale: { code: 'upstream_unreachable' },
  });
});

test('without the services nobody is told which route takes a request: their hosts are missing', async () => {
  await sandbox.admin('PUT', '/services/s', { hosts: ['a.example'], upstream });
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', service_id: 's' });
  sandbox.fate = ({ path }) => (path.endsWith('/services') ? { status: 500, body: 'no' } : 'pass');
  await expect(index.table()).rejects.toMatchObject({ problem: { code: 'upstream_rejected' } });
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
  index.noteRoutes([{ id: '1', value: { id: '1', name: 'new', uri: '/a' }, createdIndex: 1, modifiedIndex: 10_000 }]);
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

test('what only a schema tells to be secret stays masked when the gateway is down', async () => {
  const plugins = { 'loki-logger': { endpoint_addrs: ['http://l:1'], headers: { 'X-Scope': 'secret-of-loki' } } };
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream, plugins });
  expect(JSON.stringify(await getRouteDetail(sandbox.gateway, '1'))).not.toContain('secret-of-loki');
  sandbox.fate = () => 'lose-request';
  const known = await getRouteDetail(sandbox.gateway, '1');
  expect(known.stale).not.toBeNull();
  expect(JSON.stringify(known)).not.toContain('secret-of-loki');
});

test.each<[string, Fate]>([
  ['etcd is down', { status: 503, body: '{"error_msg":"has no healthy etcd endpoint available"}' }],
  ['a proxy answers for it', { status: 502, headers: { 'content-type': 'text/html' }, body: '<html></html>' }],
  ['the key is refused', { status: 401, body: '{"error_msg":"failed to check token"}' }],
])('a known route is shown with its age when %s', async (_case, fate) => {
  await sandbox.admin('PUT', '/routes/1', { name: 'a', uri: '/a', upstream });
  await routeIndex(sandbox.gateway).refresh();
  sandbox.fate = () => fate;
  expect(await getRouteDetail(sandbox.gateway, '1')).toMatchObject({
    summary: { name: 'a' },
    stale: { upstream: 'admin' },
  });
});

test('the plugins on the way are those that run: none that is on two global rules, none that gives way', async () => {
  await sandbox.admin('PUT', '/routes/1', {
    uri: '/a',
    upstream,
    plugins: { skywalking: { sample_ratio: 1 }, cors: [] },
  });
  const rules = [{ cors: {}, skywalking: {} }, { cors: {} }].map((plugins, id) => ({ value: { id, plugins } }));
  sandbox.fate = ({ path }) =>
    path.endsWith('/global_rules') ? { status: 200, body: JSON.stringify({ list: rules }) } : 'pass';
  const { flow } = await getRouteDetail(sandbox.gateway, '1');
  expect(flow.plugins.map(({ name, from }) => `${name} ${from}`)).toEqual(['skywalking route', 'cors route']);
});

test('a script runs in the place of the plugins of route and service', async () => {
  await sandbox.admin('PUT', '/services/s', { upstream, plugins: { prometheus: {}, cors: {} } });
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', service_id: 's', script: 'local _M = {} return _M' });
  await sandbox.admin('PUT', '/global_rules/1', { plugins: { 'request-id': {} } });
  expect(await getRouteDetail(sandbox.gateway, '1')).toMatchObject({
    flow: { plugins: [{ name: 'request-id', from: 'global_rule' }] },
    prometheus: { status: 'off', offReason: 'absent', copies: [{ place: 'service' }] },
  });
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
