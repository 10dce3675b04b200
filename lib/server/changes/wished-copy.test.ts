import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  alwaysOn,
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

test('the empty list that the gateway takes for plugins is no obstacle', async () => {
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream, plugins: [] });
  await planAndApply({ state: 'on', config: { prefer_name: true } }, 'prometheus');
  expect((await readRoute()).plugins).toEqual({ prometheus: { prefer_name: true } });
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
