import { afterEach, beforeEach, expect, test } from 'vitest';
import { getRouteDetail } from '@/lib/server/apisix/route-detail';
import type { Fate } from '@/test/gateway';
import { applyChange } from './apply-change';
import {
  alwaysOn,
  apply,
  closeSandbox,
  off,
  openSandbox,
  planAndApply,
  planOf,
  ratio,
  readRoute,
  sandbox,
  upstream,
} from './testing-apply';

beforeEach(openSandbox);
afterEach(closeSandbox);

test('switching on sends a PATCH of the one plugin alone, and switching off removes it again', async () => {
  const plugins = { 'limit-count': { count: 1, time_window: 60, key: 'remote_addr' }, prometheus: {} };
  await sandbox.admin('PUT', '/routes/1', { name: 'a', uri: '/a', upstream, labels: { x: 'y' }, plugins });
  const before = await readRoute();

  const { plan } = await planAndApply(alwaysOn);
  expect(plan.request).toEqual({
    method: 'PATCH',
    path: '/apisix/admin/routes/1',
    body: { plugins: { opentelemetry: { sampler: { name: 'always_on' } } } },
  });
  const on = await readRoute();
  expect(on.plugins).toEqual({ ...before.plugins, opentelemetry: { sampler: { name: 'always_on' } } });

  const { plan: offPlan } = await planAndApply(off);
  expect(offPlan.request?.body).toEqual({ plugins: { opentelemetry: null } });
  expect({ ...(await readRoute()), update_time: 0 }).toEqual({ ...before, update_time: 0 });
  const writes = sandbox.requests.filter(({ method }) => method !== 'GET' && method !== 'POST');
  expect(writes.map(({ method }) => method)).toEqual(['PATCH', 'PATCH']);
});

test('a plan writes nothing', async () => {
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream });
  const before = await sandbox.admin('GET', '/routes/1');
  await planOf(alwaysOn);
  expect(await sandbox.admin('GET', '/routes/1')).toEqual(before);
});

test('a wish that is already fulfilled sends nothing', async () => {
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream });
  const { plan } = await planAndApply(off);
  expect(plan).toMatchObject({ request: null, before: null, after: null });
  expect(sandbox.requests.some(({ method }) => method === 'PATCH')).toBe(false);
});

test('neither a plan nor a result shows a secret of a copy', async () => {
  const own = { sampler: { name: 'always_off' }, request_headers: { Authorization: 'Basic secret-1' } };
  const given = { sampler: { name: 'always_on' }, token: 'secret-2' };
  await sandbox.admin('PUT', '/services/s', { upstream, plugins: { opentelemetry: given } });
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', service_id: 's', plugins: { opentelemetry: own } });
  const shown = [await planAndApply(alwaysOn)];
  expect((await readRoute()).plugins?.opentelemetry).toEqual({ ...own, sampler: { name: 'always_on' } });
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', service_id: 's' });
  shown.push(await planAndApply(ratio(0.5)));
  expect((await readRoute()).plugins?.opentelemetry).toMatchObject({ token: 'secret-2' });
  expect(JSON.stringify(shown)).not.toMatch(/secret-[12]/);
});

test('a plugin that is not loaded fails in the plan already', async () => {
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream });
  sandbox.fate = ({ path }) =>
    path.endsWith('/configs/validate')
      ? {
          status: 400,
          body: '{"error_msg":"Configuration validation failed","errors":[{"resource_type":"routes","error":"unknown plugin [opentelemetry]","index":0}]}',
        }
      : 'pass';
  const plan = await planOf(alwaysOn);
  expect(plan.validation).toEqual({ ok: false, errors: ['unknown plugin [opentelemetry]'] });
});

test('a route that an ingress controller writes is not changed', async () => {
  await sandbox.admin('PUT', '/routes/1', {
    uri: '/a',
    upstream,
    labels: { 'managed-by': 'apisix-ingress-controller' },
  });
  const { seen } = await planOf(alwaysOn);
  await expect(apply(alwaysOn, seen)).rejects.toMatchObject({
    problem: { code: 'forbidden', detail: expect.stringContaining('apisix-ingress-controller') },
  });
});

test.each(['terraform', 'Helm', 'platform-team', 'adc-sync-by-hand'])(
  'a manager of whom it is not known that it writes back (%s) is told, and blocks nothing',
  async (manager) => {
    await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream, labels: { 'managed-by': manager } });
    expect(await getRouteDetail(sandbox.gateway, '1')).toMatchObject({
      writeBlocked: null,
      summary: { managedBy: manager },
    });
    await planAndApply(alwaysOn);
  },
);

test('with a viewer key the plan is shown without the gateway’s opinion', async () => {
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream });
  sandbox.fate = ({ method }) =>
    method === 'GET'
      ? 'pass'
      : { status: 401, body: '{"error_msg":"failed to check token","description":"invalid method for role viewer"}' };
  const plan = await planOf(alwaysOn);
  expect(plan).toMatchObject({ validation: null, after: { sampler: { name: 'always_on' } } });
  await expect(apply(alwaysOn, plan.seen)).rejects.toMatchObject({
    problem: { code: 'upstream_unauthorized', detail: expect.stringContaining('role viewer') },
  });
});

test('what was done is on record: before the request as being written, afterwards with what was read back', async () => {
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream });
  const { seen } = await planOf(alwaysOn);
  const during: unknown[] = [];
  sandbox.fate = async ({ method }): Promise<Fate> => {
    if (method !== 'PATCH') return 'pass';
    const { rows } = await sandbox.records.list(sandbox.gateway.id, {});
    during.push(rows[0]?.status, ...(await sandbox.records.itemsOf(rows[0]?.id ?? '', ['writing'])));
    return 'pass';
  };
  const { changeId } = await apply(alwaysOn, seen);
  expect(during).toMatchObject(['running', { objectId: '1', before: null, after: { sampler: { name: 'always_on' } } }]);
  const change = await sandbox.records.change(sandbox.gateway.id, changeId ?? '');
  expect(change).toMatchObject({
    status: 'done',
    actor: 'alice',
    origin: 'person',
    counts: { written: 1, unverified: 0 },
  });
});

test('what cannot be recorded is not sent', async () => {
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream });
  const { seen } = await planOf(alwaysOn);
  const records = { ...sandbox.records, create: () => Promise.reject(new Error('disk full')) };
  const input = { routeId: '1', plugin: 'opentelemetry', wish: alwaysOn, seen, actor: 'alice' } as const;
  await expect(applyChange({ ...sandbox, records }, input)).rejects.toThrow('disk full');
  expect(sandbox.requests.some(({ method }) => method === 'PATCH')).toBe(false);
});
