import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import type { PlanOutcome, PluginWish } from '@/lib/changes/dto';
import { startTestGateway, type TestGateway } from '@/test/gateway';
import { planBulk } from './plan-bulk';
import { runChange } from './run-change';
import { startChange } from './start-change';

let sandbox: TestGateway;
beforeEach(async () => {
  sandbox = await startTestGateway();
  await sandbox.admin('PUT', '/plugin_metadata/opentelemetry', {});
});
afterEach(() => sandbox.close());

const upstream = { type: 'roundrobin', nodes: { '127.0.0.1:1980': 1 } };
const always = { sampler: { name: 'always_on' } };
const never = { sampler: { name: 'always_off' } };
const bare = { _meta: { disable: true } };
const some = { _meta: { filter: [['arg_a', '==', '1']] } };

type Expected = { outcome: PlanOutcome; reason?: string; after?: object | null; chips: [string, string] };

/** Plans a wish over routes, and holds the dry run to what is expected of each. */
async function expectPlan(plugin: SwitchedPlugin, wish: PluginWish, routes: Record<string, [object, Expected]>) {
  for (const [id, [route]] of Object.entries(routes))
    await sandbox.admin('PUT', `/routes/${id}`, { uri: `/${id}`, upstream, ...route });
  const change = await planBulk(sandbox, { plugin, wish, routes: { ids: Object.keys(routes) } }, 'alice');
  const { rows } = await sandbox.records.items(sandbox.gateway.id, change.id, { limit: 100 });
  for (const { objectId, outcome, reason, after, chipBefore, chipAfter } of rows) {
    const expected = routes[objectId]?.[1];
    const found = { outcome, reason: reason?.code, after, chips: [chipBefore?.status, chipAfter?.status] };
    expect([objectId, found]).toEqual([objectId, expect.objectContaining(expected as object)]);
  }
  expect(rows).toHaveLength(Object.keys(routes).length);
  return change;
}

const own = (plugin: SwitchedPlugin, copy: object) => ({ plugins: { [plugin]: copy } });

test('off: a copy that keeps a global rule’s silent stays, and where a global rule goes on the dry run says so', async () => {
  await sandbox.admin('PUT', '/global_rules/1', own('opentelemetry', always));
  await sandbox.admin('PUT', '/services/s', own('opentelemetry', never));
  const change = await expectPlan(
    'opentelemetry',
    { state: 'off' },
    {
      silent: [own('opentelemetry', never), { outcome: 'already', after: never, chips: ['off', 'off'] }],
      behind: [{ service_id: 's' }, { outcome: 'already', after: null, chips: ['off', 'off'] }],
      twice: [own('opentelemetry', always), { outcome: 'goes_on', reason: 'global_goes_on', chips: ['on', 'on'] }],
      plain: [{}, { outcome: 'inherits', reason: 'global_goes_on', after: null, chips: ['on', 'on'] }],
    },
  );
  // Nothing but the route whose copy would be switched off to no effect can be written, and only if it is ticked.
  const started = startChange(sandbox, change.id, {
    outcomes: ['will_change', 'twice'],
    options: null,
    revertAt: null,
  });
  await expect(started).rejects.toMatchObject({ problem: { field: 'outcomes' } });
  await startChange(sandbox, change.id, { outcomes: ['goes_on'], options: null, revertAt: null });
  await runChange(sandbox, change.id);
  expect((await sandbox.records.change(sandbox.gateway.id, change.id)).counts).toMatchObject({
    written: 1,
    unchanged: 3,
  });
});

test('off: a filter that keeps a global rule’s counter from most requests stays, and the dry run says why', async () => {
  await sandbox.admin('PUT', '/global_rules/1', own('prometheus', {}));
  await expectPlan(
    'prometheus',
    { state: 'off' },
    {
      filtered: [
        own('prometheus', some),
        { outcome: 'already', reason: 'global_held_back', after: some, chips: ['on', 'on'] },
      ],
      counted: [own('prometheus', {}), { outcome: 'goes_on', reason: 'global_goes_on', chips: ['on', 'on'] }],
    },
  );
});

test('on, as it was: a route that would emit nothing is neither «already so» nor «inherits», and says why', async () => {
  await sandbox.admin('PUT', '/services/defaults', own('opentelemetry', {}));
  const jacks = { ...always, _meta: { filter: [['consumer_name', '==', 'jack']] } };
  const change = await expectPlan(
    'opentelemetry',
    { state: 'on' },
    {
      silent: [
        own('opentelemetry', never),
        { outcome: 'emits_nothing', reason: 'takes_no_request', chips: ['off', 'off'] },
      ],
      defaults: [
        { service_id: 'defaults' },
        { outcome: 'emits_nothing', reason: 'takes_no_request', chips: ['off', 'off'] },
      ],
      kept: [
        own('opentelemetry', { ...never, ...bare }),
        { outcome: 'emits_nothing', reason: 'takes_no_request', chips: ['off', 'off'] },
      ],
      late: [own('opentelemetry', jacks), { outcome: 'emits_nothing', reason: 'never_starts', chips: ['off', 'off'] }],
      already: [own('opentelemetry', always), { outcome: 'already', chips: ['on', 'on'] }],
    },
  );
  const started = startChange(sandbox, change.id, { outcomes: ['emits_nothing'], options: null, revertAt: null });
  await expect(started).rejects.toMatchObject({ problem: { field: 'outcomes' } });
});

test('on, as it was: a service or global rule that only has the plugin disabled gives a route no settings', async () => {
  await sandbox.admin('PUT', '/services/s', own('opentelemetry', bare));
  await sandbox.admin('PUT', '/global_rules/1', own('opentelemetry', bare));
  await expectPlan(
    'opentelemetry',
    { state: 'on' },
    {
      behind: [{ service_id: 's' }, { outcome: 'will_change', after: always, chips: ['off', 'on'] }],
      both: [
        { service_id: 's', ...own('opentelemetry', bare) },
        { outcome: 'will_change', after: always, chips: ['off', 'on'] },
      ],
    },
  );
});

test('on, as it was: a copy in whose place a script runs emits nothing', async () => {
  const script = 'local _M = {} return _M';
  await sandbox.admin('PUT', '/services/scripted', { script });
  await expectPlan(
    'opentelemetry',
    { state: 'on' },
    {
      scripted: [
        { service_id: 'scripted', ...own('opentelemetry', always) },
        { outcome: 'emits_nothing', reason: 'script_runs', chips: ['off', 'off'] },
      ],
    },
  );
});

test('a sampler that was asked for is not called silent', async () => {
  await expectPlan(
    'opentelemetry',
    { state: 'on', config: never },
    {
      so: [own('opentelemetry', never), { outcome: 'already', chips: ['off', 'off'] }],
      will: [{}, { outcome: 'will_change', chips: ['off', 'off'] }],
    },
  );
});

test('on, without metadata: a copy that is there already emits nothing, and one that is written stands ready', async () => {
  await sandbox.admin('DELETE', '/plugin_metadata/opentelemetry');
  await expectPlan(
    'opentelemetry',
    { state: 'on' },
    {
      there: [own('opentelemetry', always), { outcome: 'emits_nothing', reason: 'no_metadata', chips: ['off', 'off'] }],
      new: [{}, { outcome: 'will_change', after: always, chips: ['off', 'off'] }],
    },
  );
});
