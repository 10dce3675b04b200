import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import type { PluginWish } from '@/lib/changes/dto';
import { type Fate, startTestGateway, type TestGateway } from '@/test/gateway';
import { applyChange } from './apply-change';
import { planChange } from './plan-change';

let sandbox: TestGateway;

beforeEach(async () => {
  sandbox = await startTestGateway();
});
afterEach(() => sandbox.close());

const upstream = { type: 'roundrobin', nodes: { '127.0.0.1:1980': 1 } };
const off: PluginWish = { state: 'off' };
const alwaysOn: PluginWish = { state: 'on', config: { sampler: { name: 'always_on' } } };
const ratio = (fraction: number): PluginWish => ({
  state: 'on',
  config: { sampler: { name: 'trace_id_ratio', options: { fraction } } },
});

async function readRoute(id = '1') {
  const { value } = await sandbox.admin('GET', `/routes/${id}`);
  return value as Record<string, unknown> & { plugins?: Record<string, unknown> };
}

async function planOf(wish: PluginWish, plugin: SwitchedPlugin = 'opentelemetry') {
  return planChange(sandbox, '1', plugin, wish);
}

async function apply(wish: PluginWish, seen: string, plugin: SwitchedPlugin = 'opentelemetry') {
  return applyChange(sandbox, { routeId: '1', plugin, wish, seen, actor: 'alice' });
}

async function planAndApply(wish: PluginWish, plugin: 'opentelemetry' | 'prometheus' = 'opentelemetry') {
  const plan = await planOf(wish, plugin);
  expect(plan.validation).toEqual(plan.request === null ? null : { ok: true });
  const result = await apply(wish, plan.seen, plugin);
  expect(result).toMatchObject({ after: plan.after, verified: true, otherDifferences: [], state: plan.effect });
  return { plan, result };
}

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

test('leaving a ratio removes its options, which the merge would keep', async () => {
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream });
  await planAndApply(ratio(0.25));
  const { plan } = await planAndApply(alwaysOn);
  expect(plan.request?.body).toEqual({
    plugins: { opentelemetry: { sampler: { name: 'always_on', options: null } } },
  });
  expect((await readRoute()).plugins).toEqual({ opentelemetry: { sampler: { name: 'always_on' } } });
});

test('a changed fraction is all that is sent of a ratio', async () => {
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream });
  await planAndApply(ratio(0.25));
  const { plan } = await planAndApply(ratio(0.5));
  expect(plan.request?.body).toEqual({ plugins: { opentelemetry: { sampler: { options: { fraction: 0.5 } } } } });
});

test('settings that the form does not know survive on, off and on again', async () => {
  const own = { sampler: { name: 'always_on' }, additional_attributes: ['http_x_tenant'], _meta: { priority: 5 } };
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream, plugins: { opentelemetry: own } });
  await planAndApply(off);
  expect((await readRoute()).plugins?.opentelemetry).toEqual({ ...own, _meta: { priority: 5, disable: true } });
  await planAndApply(ratio(0.1));
  expect((await readRoute()).plugins?.opentelemetry).toEqual({
    ...own,
    sampler: { name: 'trace_id_ratio', options: { fraction: 0.1 } },
  });
});

test('what a service gives is stopped by a disabled copy, and comes back when that goes', async () => {
  const inherited = { sampler: { name: 'always_on' }, additional_attributes: ['http_x_tenant'] };
  await sandbox.admin('PUT', '/services/s', { upstream, plugins: { opentelemetry: inherited } });
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', service_id: 's' });

  const { result } = await planAndApply(off);
  expect((await readRoute()).plugins).toEqual({ opentelemetry: { _meta: { disable: true } } });
  expect(result.state).toMatchObject({ status: 'off', offReason: 'disabled' });

  const { plan } = await planAndApply(alwaysOn);
  expect(plan.after).toBeNull();
  expect(plan.effect.copies).toMatchObject([{ place: 'service', config: inherited }]);
});

test('another sampler than the inherited one takes the inherited settings along', async () => {
  const inherited = { sampler: { name: 'always_on' }, additional_attributes: ['http_x_tenant'] };
  await sandbox.admin('PUT', '/services/s', { upstream, plugins: { opentelemetry: inherited } });
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', service_id: 's' });
  const { plan } = await planAndApply(ratio(0.1));
  expect(plan.after).toEqual({ ...inherited, sampler: { name: 'trace_id_ratio', options: { fraction: 0.1 } } });
});

test('a copy that this console put there is removed again though its plugin config has a disabled one', async () => {
  await sandbox.admin('PUT', '/plugin_configs/p', { plugins: { prometheus: { _meta: { disable: true } } } });
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream, plugin_config_id: 'p' });
  await planAndApply({ state: 'on' }, 'prometheus');
  const { plan } = await planAndApply(off, 'prometheus');
  expect(plan).toMatchObject({ after: null, effect: { status: 'off', offReason: 'disabled' } });
});

test('a global rule goes on running after the route is switched off, and the plan says so', async () => {
  await sandbox.admin('PUT', '/global_rules/1', { plugins: { prometheus: { prefer_name: true } } });
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream, plugins: { prometheus: {} } });
  const { plan } = await planAndApply(off, 'prometheus');
  expect(plan.effect).toMatchObject({ status: 'on', inForce: [{ place: 'global_rule' }] });
});

test('a wish that is already fulfilled sends nothing', async () => {
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream });
  const { plan } = await planAndApply(off);
  expect(plan).toMatchObject({ request: null, before: null, after: null });
  expect(sandbox.requests.some(({ method }) => method === 'PATCH')).toBe(false);
});

test('the empty list that the gateway takes for plugins is no obstacle', async () => {
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream, plugins: [] });
  await planAndApply({ state: 'on', config: { prefer_name: true } }, 'prometheus');
  expect((await readRoute()).plugins).toEqual({ prometheus: { prefer_name: true } });
});

test('what changed between plan and apply is a conflict that names the part, and nothing is written', async () => {
  await sandbox.admin('PUT', '/services/s', { upstream });
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', service_id: 's' });
  const plan = await planOf(alwaysOn);

  await sandbox.admin('PATCH', '/services/s', { plugins: { opentelemetry: { sampler: { name: 'always_on' } } } });
  const again = () => apply(alwaysOn, plan.seen);
  await expect(again()).rejects.toMatchObject({ problem: { code: 'conflict', status: 409, field: 'inherited' } });

  await sandbox.admin('PATCH', '/routes/1', { plugins: { opentelemetry: { sampler: { name: 'always_off' } } } });
  await expect(again()).rejects.toMatchObject({ problem: { code: 'conflict', field: 'plugins.opentelemetry' } });
  expect((await readRoute()).plugins).toEqual({ opentelemetry: { sampler: { name: 'always_off' } } });
});

test('a change elsewhere on the route is no conflict, and stays', async () => {
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream });
  const plan = await planOf(alwaysOn);
  await sandbox.admin('PATCH', '/routes/1', { desc: 'changed', plugins: { cors: {} } });
  await apply(alwaysOn, plan.seen);
  expect(await readRoute()).toMatchObject({ desc: 'changed', plugins: { cors: {}, opentelemetry: {} } });
});

test('a writer between the comparison and the PATCH is reported, not hidden', async () => {
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream });
  const { seen } = await planOf(alwaysOn);
  sandbox.fate = async ({ method }): Promise<Fate> => {
    if (method === 'PATCH') await sandbox.admin('PATCH', '/routes/1', { desc: 'b', plugins: { cors: {} } });
    return 'pass';
  };
  const result = await apply(alwaysOn, seen);
  expect(result).toMatchObject({ verified: false, otherDifferences: ['desc', 'plugins.cors'] });
});

test('a PATCH that another writer outran is tried again after a fresh comparison', async () => {
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream });
  const { seen } = await planOf(alwaysOn);
  let refusals = 2;
  sandbox.fate = ({ method }) =>
    method === 'PATCH' && refusals-- > 0
      ? { status: 503, body: '{"error_msg":"value changed before overwritten"}' }
      : 'pass';
  expect(await apply(alwaysOn, seen)).toMatchObject({ verified: true });
});

test('a PATCH that is always outrun ends as a conflict', async () => {
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream });
  const { seen } = await planOf(alwaysOn);
  sandbox.fate = ({ method }) =>
    method === 'PATCH' ? { status: 503, body: '{"error_msg":"value changed before overwritten"}' } : 'pass';
  await expect(apply(alwaysOn, seen)).rejects.toMatchObject({
    problem: { code: 'conflict', upstream: 'admin' },
  });
  expect((await readRoute()).plugins).toBeUndefined();
});

test('a lost answer is settled by reading back', async () => {
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream });
  const { seen } = await planOf(alwaysOn);
  sandbox.fate = ({ method }) => (method === 'PATCH' ? 'lose-answer' : 'pass');
  expect(await apply(alwaysOn, seen)).toMatchObject({ verified: true });

  const plan = await planOf(off);
  sandbox.fate = ({ method }) => (method === 'PATCH' ? 'lose-request' : 'pass');
  await expect(apply(off, plan.seen)).rejects.toMatchObject({
    problem: { code: 'upstream_unreachable' },
  });
});

test.each([
  [504, '<html><head><title>504 Gateway Time-out</title></head></html>'],
  [503, '{"error_msg":"timeout"}'],
  [412, '<html><head><title>412 Precondition Failed</title></head></html>'],
])('an answer %i, which may come after the write, is settled by reading back', async (status, body) => {
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream });
  const { seen } = await planOf(alwaysOn);
  sandbox.fate = async (request): Promise<Fate> => {
    if (request.method !== 'PATCH') return 'pass';
    await sandbox.admin('PATCH', '/routes/1', request.body);
    return { status, body };
  };
  expect(await apply(alwaysOn, seen)).toMatchObject({ verified: true });

  const plan = await planOf(off);
  sandbox.fate = ({ method }) => (method === 'PATCH' ? { status, body } : 'pass');
  await expect(apply(off, plan.seen)).rejects.toMatchObject({
    problem: { code: 'upstream_rejected', detail: expect.stringContaining('may still arrive') },
  });
});

test('a write that was held up is never called not made', async () => {
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream });
  const { seen } = await planOf(alwaysOn);
  sandbox.fate = ({ method }) => (method === 'PATCH' ? 'lose-request' : 'pass');
  await expect(apply(alwaysOn, seen)).rejects.toMatchObject({
    problem: { code: 'upstream_unreachable', detail: expect.stringContaining('may still arrive') },
  });
});

test('an empty list as a copy is a copy: it runs, and switching it off disables it', async () => {
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream, plugins: { prometheus: [], cors: {} } });
  const { plan } = await planAndApply(off, 'prometheus');
  expect(plan.request?.body).toEqual({ plugins: { prometheus: { _meta: { disable: true } } } });
  expect((await readRoute()).plugins).toEqual({ cors: {}, prometheus: { _meta: { disable: true } } });
});

test('a plugin on two global rules runs from none of them, so that a wish like theirs is written', async () => {
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream });
  const rules = ['1', '2'].map((id) => ({
    value: { id, plugins: { prometheus: {} } },
    key: `/apisix/global_rules/${id}`,
  }));
  sandbox.fate = ({ path }) =>
    path.endsWith('/global_rules') ? { status: 200, body: JSON.stringify({ list: rules }) } : 'pass';
  const plan = await planOf({ state: 'on', config: { prefer_name: false } }, 'prometheus');
  expect(plan).toMatchObject({ after: {}, effect: { status: 'on', inForce: [{ place: 'route' }] } });
});

test('settings of another version inside the sampler survive off and on', async () => {
  const own = {
    sampler: { name: 'parent_base', x_new: 1, options: { root: { name: 'always_on', x_root: 2 } } },
  };
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream, plugins: { opentelemetry: own } });
  await planAndApply(off);
  expect((await readRoute()).plugins?.opentelemetry).toEqual({ ...own, _meta: { disable: true } });
  await planAndApply({
    state: 'on',
    config: { sampler: { name: 'parent_base', options: { root: { name: 'always_off' } } } },
  });
  expect((await readRoute()).plugins?.opentelemetry).toEqual({
    sampler: { name: 'parent_base', x_new: 1, options: { root: { name: 'always_off', x_root: 2 } } },
  });
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

test('when reading back fails as well, the problem says that the outcome is not known', async () => {
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream });
  const { seen } = await planOf(alwaysOn);
  let isPatched = false;
  sandbox.fate = ({ method }) => {
    isPatched ||= method === 'PATCH';
    return isPatched ? 'lose-answer' : 'pass';
  };
  await expect(apply(alwaysOn, seen)).rejects.toMatchObject({
    problem: { code: 'upstream_unreachable', detail: expect.stringContaining('not known whether it was made') },
  });
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

test('somebody’s configuration is kept while it is off, and comes back when it is switched on without another', async () => {
  const own = { sampler: { name: 'trace_id_ratio', options: { fraction: 0.25 } }, x_new: { deep: [1] } };
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream, plugins: { opentelemetry: own } });
  await planAndApply(off);
  expect((await readRoute()).plugins?.opentelemetry).toEqual({ ...own, _meta: { disable: true } });
  await planAndApply({ state: 'on' });
  expect((await readRoute()).plugins?.opentelemetry).toEqual(own);
});

test('a copy that this console put there and somebody has changed since is not removed', async () => {
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream });
  await planAndApply(alwaysOn);
  await sandbox.admin('PATCH', '/routes/1', { plugins: { opentelemetry: { additional_attributes: ['http_x'] } } });
  await planAndApply(off);
  expect((await readRoute()).plugins?.opentelemetry).toMatchObject({ additional_attributes: ['http_x'] });
});

test('switched on without a configuration a route gets what this console last saw there', async () => {
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream });
  await planAndApply(ratio(0.25));
  await planAndApply(off);
  expect((await readRoute()).plugins).toEqual({});
  await planAndApply({ state: 'on' });
  expect((await readRoute()).plugins?.opentelemetry).toEqual({
    sampler: { name: 'trace_id_ratio', options: { fraction: 0.25 } },
  });
});

test('a key of the wish is set, null removes one, and all others stay', async () => {
  const own = {
    sampler: { name: 'always_on' },
    additional_attributes: ['a'],
    _meta: { priority: 5, pre_function: 'x' },
  };
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream, plugins: { opentelemetry: own } });
  await planAndApply({
    state: 'on',
    config: { additional_attributes: null, additional_header_prefix_attributes: ['x-*'], _meta: { priority: null } },
  });
  expect((await readRoute()).plugins?.opentelemetry).toEqual({
    sampler: { name: 'always_on' },
    additional_header_prefix_attributes: ['x-*'],
    _meta: { pre_function: 'x' },
  });
});

test('a masked value that is sent back means the original, and a mask elsewhere is refused', async () => {
  const own = { sampler: { name: 'always_on' }, token: 'secret-1' };
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream, plugins: { opentelemetry: own } });
  const { plan } = await planAndApply({
    state: 'exactly',
    config: { sampler: { name: 'always_off' }, token: '********' },
  });
  expect(plan.after).toEqual({ sampler: { name: 'always_off' }, token: '********' });
  expect((await readRoute()).plugins?.opentelemetry).toEqual({ sampler: { name: 'always_off' }, token: 'secret-1' });
  await expect(planOf({ state: 'exactly', config: { other: '********' } })).rejects.toMatchObject({
    problem: { code: 'invalid_input', field: 'other' },
  });
});

test('a conflict tells what was seen, what is wished and what is there, without secrets', async () => {
  const own = { sampler: { name: 'always_off' }, token: 'secret-1' };
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream, plugins: { opentelemetry: own } });
  const { seen } = await planOf(alwaysOn);
  await sandbox.admin('PATCH', '/routes/1', { plugins: { opentelemetry: { x_new: 1, token: 'secret-2' } } });
  await expect(apply(alwaysOn, seen)).rejects.toMatchObject({
    problem: {
      code: 'conflict',
      versions: {
        seen: { sampler: { name: 'always_off' }, token: '********' },
        wished: { sampler: { name: 'always_on' }, token: '********' },
        current: { sampler: { name: 'always_off' }, token: '********', x_new: 1 },
      },
    },
  });
});

test('what a conflict says is wished shows no secret of an inherited copy either', async () => {
  const given = { sampler: { name: 'always_off' }, token: 'secret-1' };
  await sandbox.admin('PUT', '/services/s', { upstream, plugins: { opentelemetry: given } });
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', service_id: 's' });
  const { seen } = await planOf(ratio(0.5));
  await sandbox.admin('PATCH', '/services/s', { plugins: { opentelemetry: { x_new: 1 } } });
  const wished = { sampler: { name: 'trace_id_ratio', options: { fraction: 0.5 } }, x_new: 1, token: '********' };
  await expect(apply(ratio(0.5), seen)).rejects.toMatchObject({
    problem: { code: 'conflict', field: 'inherited', versions: { wished } },
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
