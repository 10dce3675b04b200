import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PluginWish } from '@/lib/changes/dto';
import { type Fate, startTestGateway, type TestGateway } from '@/test/gateway';
import { applyChange } from './apply-change';
import { leaseOwner } from './change-records';
import { planBulk } from './plan-bulk';
import { planChange } from './plan-change';
import { controlChange, startChange } from './start-change';
import { newChange, newItem } from './testing-records';
import { copyOn, routesOf, runBulk, runUndo, upstream } from './testing-undo';
import { planUndo, revertChange } from './undo';

let sandbox: TestGateway;
beforeAll(async () => {
  sandbox = await startTestGateway();
});
afterAll(() => sandbox.close());

const changeOf = (id: string) => sandbox.records.change(sandbox.gateway.id, id);

const copy = fc.option(
  fc.record(
    {
      sampler: fc.constantFrom(
        { name: 'always_on' },
        { name: 'trace_id_ratio', options: { fraction: 0.1 }, x_new: 'a' },
        { name: 'parent_base', options: { root: { name: 'trace_id_ratio', options: { fraction: 0.5 } } } },
      ),
      additional_attributes: fc.subarray(['http_x', 'uri', '名']),
      x_new: fc.constantFrom(1, 'a', { deep: [1, { a: [] }] }),
      _meta: fc.record({ disable: fc.boolean(), priority: fc.nat(9) }, { requiredKeys: [] }),
    },
    { requiredKeys: [] },
  ),
);
const wishes: fc.Arbitrary<PluginWish> = fc.oneof(
  fc.constant<PluginWish>({ state: 'off' }),
  fc.constant<PluginWish>({ state: 'on' }),
  fc.constant<PluginWish>({
    state: 'on',
    config: { sampler: { name: 'always_off' }, additional_attributes: ['host'] },
  }),
  fc.constant<PluginWish>({ state: 'exactly', config: { sampler: { name: 'always_on' } } }),
  fc.constant<PluginWish>({ state: 'exactly', config: null }),
);

test('Undo brings back exactly what was there', async () => {
  const ids = ['u0', 'u1', 'u2'];
  await fc.assert(
    fc.asyncProperty(fc.array(copy, { minLength: 3, maxLength: 3 }), wishes, async (copies, wish) => {
      for (const [at, id] of ids.entries())
        await sandbox.admin('PUT', `/routes/${id}`, {
          uri: `/${id}`,
          upstream,
          plugins: { cors: {}, ...(copies[at] && { opentelemetry: copies[at] }) },
        });
      const before = await routesOf(sandbox, ids);
      const planned = await planBulk(sandbox, { plugin: 'opentelemetry', wish, routes: { ids } }, 'alice');
      if (planned.outcomes.will_change === 0) return;
      const id = await runBulk(sandbox, wish, ids);
      const { counts, undoOf } = await runUndo(sandbox, id);
      expect({ counts, undoOf }).toMatchObject({ counts: { failed: 0, conflict: 0, unverified: 0 }, undoOf: id });
      expect(await routesOf(sandbox, ids)).toEqual(before);
      expect((await sandbox.records.change(sandbox.gateway.id, id)).undoneBy).not.toBeNull();
    }),
    { numRuns: 25 },
  );
}, 120_000);

test('an undo leaves out what was changed since, and is refused with the reason where that is all', async () => {
  for (const id of ['v0', 'v1']) await sandbox.admin('PUT', `/routes/${id}`, { uri: `/${id}`, upstream });
  const id = await runBulk(sandbox, { state: 'on' }, ['v0', 'v1']);
  await sandbox.admin('PATCH', '/routes/v0', { plugins: { opentelemetry: { x_new: 1 } } });
  const planned = await planUndo(sandbox, id, 'undo', 'alice');
  expect(planned.outcomes).toMatchObject({ will_change: 1, blocked: 1 });

  const later = await runBulk(sandbox, { state: 'off' }, ['v1']);
  await expect(planUndo(sandbox, id, 'undo', 'alice')).rejects.toMatchObject({ problem: { code: 'conflict' } });
  await runUndo(sandbox, later);
  expect(await runUndo(sandbox, id)).toMatchObject({ counts: { written: 1 } });
  expect((await routesOf(sandbox, ['v0', 'v1'])).map((route) => (route as { plugins?: object }).plugins)).toEqual([
    { opentelemetry: { sampler: { name: 'always_on' }, x_new: 1 } },
    {},
  ]);
});

test('a change made past this console and then undone by hand is no obstacle', async () => {
  await sandbox.admin('PUT', '/routes/w', { uri: '/w', upstream });
  const { seen } = await planChange(sandbox, 'w', 'prometheus', { state: 'on' });
  const input = { routeId: 'w', plugin: 'prometheus', wish: { state: 'on' }, seen, actor: 'alice' } as const;
  const { changeId } = await applyChange(sandbox, input);
  await sandbox.admin('PATCH', '/routes/w', { plugins: { prometheus: { prefer_name: true } } });
  await expect(planUndo(sandbox, changeId ?? '', 'undo', 'alice')).rejects.toMatchObject({
    problem: { detail: expect.stringContaining('past this console') },
  });
  await sandbox.admin('PATCH', '/routes/w', { plugins: { prometheus: { prefer_name: null } } });
  expect(await runUndo(sandbox, changeId ?? '')).toMatchObject({ counts: { written: 1 } });
});

test('a null inside a copy, and a list in the place of an object, are brought back as they were', async () => {
  const copy = { sampler: { name: 'always_on' }, x_note: null, x_list: [1, { deep: null }], x_place: { y: [2] } };
  await sandbox.admin('PUT', '/routes/n', { uri: '/n', upstream, plugins: { opentelemetry: copy, cors: {} } });
  const removed = await runBulk(sandbox, { state: 'exactly', config: null }, ['n']);
  expect(await runUndo(sandbox, removed)).toMatchObject({ counts: { written: 1, unverified: 0 } });
  expect(await routesOf(sandbox, ['n'])).toMatchObject([{ plugins: { opentelemetry: copy, cors: {} } }]);
  const other = { sampler: { name: 'always_on' }, x_note: 1, x_list: { a: 1 }, x_place: { y: { z: 1 } } };
  const changed = await runBulk(sandbox, { state: 'exactly', config: other }, ['n']);
  expect(await runUndo(sandbox, changed)).toMatchObject({ counts: { written: 1, unverified: 0 } });
  expect((await copyOn(sandbox, 'n')) as object).toEqual(copy);
});

test('an undo of a part leaves the rest to a later undo, and the timer set', async () => {
  const ids = ['h0', 'h1'];
  for (const id of ids) await sandbox.admin('PUT', `/routes/${id}`, { uri: `/${id}`, upstream });
  const id = await runBulk(sandbox, { state: 'on' }, ids, Date.now() + 3_600_000);
  await sandbox.admin('PATCH', '/routes/h1', { plugins: { opentelemetry: { x_new: 1 } } });
  const part = await runUndo(sandbox, id);
  expect(part).toMatchObject({ status: 'done', counts: { written: 1, skipped: 1 } });
  expect(await changeOf(id)).toMatchObject({ undoneBy: null, revertState: 'waiting' });

  await sandbox.admin('PATCH', '/routes/h1', { plugins: { opentelemetry: { x_new: null } } });
  const rest = await runUndo(sandbox, id);
  expect(rest).toMatchObject({ counts: { written: 1, unchanged: 1 } });
  expect(await changeOf(id)).toMatchObject({ undoneBy: rest.id, revertState: 'cancelled' });
});

test('an undo that is stopped sets the timer of what it undoes again', async () => {
  await sandbox.admin('PUT', '/routes/s', { uri: '/s', upstream });
  const id = await runBulk(sandbox, { state: 'on' }, ['s'], Date.now() + 3_600_000);
  const planned = await planUndo(sandbox, id, 'undo', 'alice');
  await startChange(sandbox, planned.id, { outcomes: ['will_change'], options: null, revertAt: null });
  expect(await changeOf(id)).toMatchObject({ revertState: 'restoring' });
  // Meanwhile neither a timer nor another person begins one beside it.
  expect(await revertChange(sandbox, id)).toBeNull();
  await expect(planUndo(sandbox, id, 'undo', 'bob')).rejects.toMatchObject({ problem: { code: 'conflict' } });
  await controlChange(sandbox, planned.id, 'stop');
  expect(await changeOf(id)).toMatchObject({ undoneBy: null, revertState: 'waiting' });
});

test('an undone undo undoes nothing any more, until its own undo is undone', async () => {
  await sandbox.admin('PUT', '/routes/y', { uri: '/y', upstream });
  const id = await runBulk(sandbox, { state: 'on' }, ['y']);
  const first = await runUndo(sandbox, id);
  expect(await changeOf(id)).toMatchObject({ undoneBy: first.id });
  const second = await runUndo(sandbox, first.id);
  expect([await changeOf(id), await changeOf(first.id)]).toMatchObject([{ undoneBy: null }, { undoneBy: second.id }]);
  await runUndo(sandbox, second.id);
  expect([await changeOf(id), await changeOf(first.id)]).toMatchObject([{ undoneBy: first.id }, { undoneBy: null }]);
});

/** Calls `since` once, after a PATCH of this console has been made and before it reads the route back. */
function beforeReadBack(routeId: string, since: () => Promise<unknown>): void {
  let isPatched = false;
  let isDone = false;
  sandbox.fate = async ({ method, path }): Promise<Fate> => {
    if (isPatched && !isDone && method === 'GET' && path.includes('/routes')) {
      isDone = true;
      await since();
    }
    isPatched ||= method === 'PATCH' && path.endsWith(`/routes/${routeId}`);
    return 'pass';
  };
}

test('what another writer put there before it was read back is never taken for its own', async () => {
  await sandbox.admin('PUT', '/routes/b0', { uri: '/b0', upstream });
  const theirs = { sampler: { name: 'trace_id_ratio', options: { fraction: 0.5 } } };
  beforeReadBack('b0', () => sandbox.admin('PATCH', '/routes/b0', { plugins: { opentelemetry: theirs } }));
  const id = await runBulk(sandbox, { state: 'on' }, ['b0']);
  sandbox.fate = () => 'pass';
  expect(await sandbox.records.itemsOf(id, ['written'])).toMatchObject([
    { after: { sampler: { name: 'always_on' } }, verified: false },
  ]);
  await expect(planUndo(sandbox, id, 'undo', 'alice')).rejects.toMatchObject({
    problem: { detail: expect.stringContaining('past this console') },
  });
  // Switching it off keeps their configuration, too.
  await runBulk(sandbox, { state: 'off' }, ['b0']);
  expect(await routesOf(sandbox, ['b0'])).toMatchObject([{ plugins: { opentelemetry: theirs } }]);
});

test('a toggle of this console before a bulk change was read back counts as the later one', async () => {
  await sandbox.admin('PUT', '/routes/b1', { uri: '/b1', upstream });
  const wish = { state: 'on', config: { sampler: { name: 'always_off' } } } as const;
  let toggle: string | null = null;
  beforeReadBack('b1', async () => {
    const { seen } = await planChange(sandbox, 'b1', 'opentelemetry', wish);
    const input = { routeId: 'b1', plugin: 'opentelemetry', wish, seen, actor: 'bob' } as const;
    toggle = (await applyChange(sandbox, input)).changeId;
  });
  const id = await runBulk(sandbox, { state: 'on' }, ['b1']);
  sandbox.fate = () => 'pass';
  await expect(planUndo(sandbox, id, 'undo', 'alice')).rejects.toMatchObject({
    problem: { detail: `Change ${toggle} has written it since: undo that one first.` },
  });
  expect(await runUndo(sandbox, toggle ?? '')).toMatchObject({ counts: { written: 1 } });
});

test('what a run is still writing after a pause is waited for; where the console ended, the routes tell', async () => {
  for (const id of ['m0', 'm1']) await sandbox.admin('PUT', `/routes/${id}`, { uri: `/${id}`, upstream });
  const { records, gateway } = sandbox;
  const revertAt = Date.now() + 60_000;
  const items = ['m0', 'm1'].map((id) => newItem(id, { status: 'writing' }));
  const { id } = await records.create(newChange({ gatewayId: gateway.id, revertAt, items }));
  await sandbox.admin('PATCH', '/routes/m1', { plugins: { opentelemetry: { sampler: { name: 'always_on' } } } });
  await records.update(id, { status: 'paused' });
  await expect(planUndo(sandbox, id, 'undo', 'alice')).rejects.toMatchObject({
    problem: { code: 'conflict', detail: expect.stringContaining('still being written') },
  });
  const elsewhere = { gateway, records: { ...records, holder: async () => 'other' as const } };
  await expect(revertChange(elsewhere, id)).rejects.toMatchObject({ problem: { code: 'conflict' } });
  expect(await records.change(gateway.id, id)).toMatchObject({ revertState: 'waiting' });

  await records.release(id, leaseOwner);
  expect(await runUndo(sandbox, id)).toMatchObject({ counts: { written: 1, unchanged: 1 } });
  expect(await routesOf(sandbox, ['m0', 'm1'])).toMatchObject([{}, { plugins: {} }]);
});
