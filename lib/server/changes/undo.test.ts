import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PluginWish } from '@/lib/changes/dto';
import { ProblemError } from '@/lib/http/problem';
import { type Fate, startTestGateway, type TestGateway } from '@/test/gateway';
import { applyChange } from './apply-change';
import { leaseOwner } from './change-records';
import { planBulk } from './plan-bulk';
import { planChange } from './plan-change';
import { runChange } from './run-change';
import { controlChange, startChange } from './start-change';
import { newChange, newItem } from './testing-records';
import { planUndo, revertChange } from './undo';

let sandbox: TestGateway;
beforeAll(async () => {
  sandbox = await startTestGateway();
});
afterAll(() => sandbox.close());

const upstream = { type: 'roundrobin', nodes: { '127.0.0.1:1980': 1 } };
const all = { outcomes: ['will_change', 'twice'] as const, options: null, revertAt: null };

async function bulk(wish: PluginWish, ids: string[], revertAt: number | null = null): Promise<string> {
  const { id } = await planBulk(sandbox, { plugin: 'opentelemetry', wish, routes: { ids } }, 'alice');
  await startChange(sandbox, id, { ...all, outcomes: [...all.outcomes], revertAt });
  await runChange(sandbox, id);
  return id;
}

async function undo(id: string) {
  const planned = await planUndo(sandbox, id, 'undo', 'alice');
  await startChange(sandbox, planned.id, { ...all, outcomes: [...all.outcomes] });
  await runChange(sandbox, planned.id);
  return sandbox.records.change(sandbox.gateway.id, planned.id);
}

async function routes(ids: string[]): Promise<unknown[]> {
  const found = await Promise.all(ids.map((id) => sandbox.admin('GET', `/routes/${id}`)));
  return found.map(({ value }) => {
    const { update_time: _time, ...rest } = value as Record<string, unknown>;
    return rest;
  });
}

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
      const before = await routes(ids);
      const planned = await planBulk(sandbox, { plugin: 'opentelemetry', wish, routes: { ids } }, 'alice');
      if (planned.outcomes.will_change === 0) return;
      const id = await bulk(wish, ids);
      const { counts, undoOf } = await undo(id);
      expect({ counts, undoOf }).toMatchObject({ counts: { failed: 0, conflict: 0, unverified: 0 }, undoOf: id });
      expect(await routes(ids)).toEqual(before);
      expect((await sandbox.records.change(sandbox.gateway.id, id)).undoneBy).not.toBeNull();
    }),
    { numRuns: 25 },
  );
}, 120_000);

test('an undo leaves out what was changed since, and is refused with the reason where that is all', async () => {
  for (const id of ['v0', 'v1']) await sandbox.admin('PUT', `/routes/${id}`, { uri: `/${id}`, upstream });
  const id = await bulk({ state: 'on' }, ['v0', 'v1']);
  await sandbox.admin('PATCH', '/routes/v0', { plugins: { opentelemetry: { x_new: 1 } } });
  const planned = await planUndo(sandbox, id, 'undo', 'alice');
  expect(planned.outcomes).toMatchObject({ will_change: 1, blocked: 1 });

  const later = await bulk({ state: 'off' }, ['v1']);
  await expect(planUndo(sandbox, id, 'undo', 'alice')).rejects.toMatchObject({ problem: { code: 'conflict' } });
  await undo(later);
  expect(await undo(id)).toMatchObject({ counts: { written: 1 } });
  expect((await routes(['v0', 'v1'])).map((route) => (route as { plugins?: object }).plugins)).toEqual([
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
  expect(await undo(changeId ?? '')).toMatchObject({ counts: { written: 1 } });
});

test('a null inside a copy, and a list in the place of an object, are brought back as they were', async () => {
  const copy = { sampler: { name: 'always_on' }, x_note: null, x_list: [1, { deep: null }], x_place: { y: [2] } };
  await sandbox.admin('PUT', '/routes/n', { uri: '/n', upstream, plugins: { opentelemetry: copy, cors: {} } });
  const removed = await bulk({ state: 'exactly', config: null }, ['n']);
  expect(await undo(removed)).toMatchObject({ counts: { written: 1, unverified: 0 } });
  expect(await routes(['n'])).toMatchObject([{ plugins: { opentelemetry: copy, cors: {} } }]);
  const other = { sampler: { name: 'always_on' }, x_note: 1, x_list: { a: 1 }, x_place: { y: { z: 1 } } };
  const changed = await bulk({ state: 'exactly', config: other }, ['n']);
  expect(await undo(changed)).toMatchObject({ counts: { written: 1, unverified: 0 } });
  expect((await copyOn('n')) as object).toEqual(copy);
});

test('a timed change is restored by an undo of its own, or left with the reason where somebody changed it', async () => {
  for (const id of ['t0', 't1']) await sandbox.admin('PUT', `/routes/${id}`, { uri: `/${id}`, upstream });
  const revertAt = Date.now() + 60_000;
  const restored = await bulk({ state: 'on' }, ['t0'], revertAt);
  const undoing = await revertChange(sandbox, restored);
  expect(undoing).toMatchObject({ origin: 'timer', status: 'running', undoOf: restored });
  await runChange(sandbox, undoing?.id ?? '');
  expect(await sandbox.records.change(sandbox.gateway.id, restored)).toMatchObject({ revertState: 'done' });
  expect(await routes(['t0'])).toMatchObject([{ plugins: {} }]);

  const left = await bulk({ state: 'on' }, ['t1'], revertAt);
  await sandbox.admin('PATCH', '/routes/t1', { plugins: { opentelemetry: { x_new: 1 } } });
  expect(await revertChange(sandbox, left)).toBeNull();
  expect(await sandbox.records.change(sandbox.gateway.id, left)).toMatchObject({
    revertState: 'cancelled',
    reason: { code: 'changed_since' },
  });
});

const changeOf = (id: string) => sandbox.records.change(sandbox.gateway.id, id);
const copyOn = async (id: string) => {
  const [route] = await routes([id]);
  return (route as { plugins?: Record<string, unknown> }).plugins?.opentelemetry;
};
const withFraction = (fraction: number): PluginWish => ({
  state: 'exactly',
  config: { sampler: { name: 'trace_id_ratio', options: { fraction } } },
});

test('a restore that meets an outage, or an error of the gateway, stays running and is tried again', async () => {
  const ids = ['o0', 'o1'];
  for (const id of ids) await sandbox.admin('PUT', `/routes/${id}`, { uri: `/${id}`, upstream });
  const id = await bulk({ state: 'on' }, ids, Date.now() + 60_000);
  const undoing = (await revertChange(sandbox, id))?.id ?? '';
  const refuse: Fate = { status: 503, body: '{"error_msg":"no etcd"}' };
  for (const fate of ['lose-request', refuse, 'lose-answer'] as const) {
    sandbox.fate = ({ method, path }) =>
      fate !== refuse || (method === 'PATCH' && path.includes('o1')) ? fate : 'pass';
    await expect(runChange(sandbox, undoing)).rejects.toBeInstanceOf(ProblemError);
    sandbox.fate = () => 'pass';
    expect(await changeOf(undoing)).toMatchObject({ status: 'running' });
    expect(await changeOf(id)).toMatchObject({
      revertState: 'restoring',
      undoneBy: null,
      reason: { code: 'not_restored_yet' },
    });
  }
  await runChange(sandbox, undoing);
  expect(await changeOf(undoing)).toMatchObject({ status: 'done', reason: null, counts: { written: 2 } });
  expect(await changeOf(id)).toMatchObject({ revertState: 'done', undoneBy: undoing, reason: null });
  expect(await Promise.all(ids.map(copyOn))).toEqual([undefined, undefined]);
});

test('a gateway in trouble while a restore is planned is no reason to give it up', async () => {
  await sandbox.admin('PUT', '/routes/p', { uri: '/p', upstream });
  const id = await bulk({ state: 'on' }, ['p'], Date.now() + 60_000);
  sandbox.fate = () => ({ status: 502, body: '<html>Bad Gateway</html>' });
  await expect(revertChange(sandbox, id)).rejects.toBeInstanceOf(ProblemError);
  sandbox.fate = () => 'pass';
  expect(await changeOf(id)).toMatchObject({ revertState: 'waiting' });
});

test('of two timed changes of one route the earlier waits for the restore of the later, and then restores', async () => {
  const ids = ['q0', 'q1'];
  for (const id of ids) await sandbox.admin('PUT', `/routes/${id}`, { uri: `/${id}`, upstream });
  const hour = Date.now() + 3_600_000;
  const first = await bulk(withFraction(0.1), ids, hour);
  const second = await bulk(withFraction(0.5), ['q0'], hour + 60_000);

  // What the later one has not written is restored in time.
  await runChange(sandbox, (await revertChange(sandbox, first))?.id ?? '');
  expect(await changeOf(first)).toMatchObject({ revertState: 'waiting', revertAt: hour + 60_001, undoneBy: null });
  expect(await copyOn('q1')).toBeUndefined();
  expect(await revertChange(sandbox, first)).toBeNull();
  expect(await changeOf(first)).toMatchObject({ revertState: 'waiting', revertAt: hour + 60_001 });

  await runChange(sandbox, (await revertChange(sandbox, second))?.id ?? '');
  expect(await copyOn('q0')).toEqual((withFraction(0.1) as { config: unknown }).config);
  await runChange(sandbox, (await revertChange(sandbox, first))?.id ?? '');
  expect(await copyOn('q0')).toBeUndefined();
  expect(await changeOf(first)).toMatchObject({ revertState: 'done' });
});

test('a timed change that a later one has taken back for a time waits for that one, too', async () => {
  await sandbox.admin('PUT', '/routes/z', { uri: '/z', upstream });
  const hour = Date.now() + 3_600_000;
  const first = await bulk({ state: 'on' }, ['z'], hour);
  const off = await bulk({ state: 'exactly', config: null }, ['z'], hour + 60_000);
  expect(await revertChange(sandbox, first)).toBeNull();
  expect(await changeOf(first)).toMatchObject({ revertState: 'waiting', revertAt: hour + 60_001 });
  await runChange(sandbox, (await revertChange(sandbox, off))?.id ?? '');
  await runChange(sandbox, (await revertChange(sandbox, first))?.id ?? '');
  expect(await copyOn('z')).toBeUndefined();
});

test('an undo of a part leaves the rest to a later undo, and the timer set', async () => {
  const ids = ['h0', 'h1'];
  for (const id of ids) await sandbox.admin('PUT', `/routes/${id}`, { uri: `/${id}`, upstream });
  const id = await bulk({ state: 'on' }, ids, Date.now() + 3_600_000);
  await sandbox.admin('PATCH', '/routes/h1', { plugins: { opentelemetry: { x_new: 1 } } });
  const part = await undo(id);
  expect(part).toMatchObject({ status: 'done', counts: { written: 1, skipped: 1 } });
  expect(await changeOf(id)).toMatchObject({ undoneBy: null, revertState: 'waiting' });

  await sandbox.admin('PATCH', '/routes/h1', { plugins: { opentelemetry: { x_new: null } } });
  const rest = await undo(id);
  expect(rest).toMatchObject({ counts: { written: 1, unchanged: 1 } });
  expect(await changeOf(id)).toMatchObject({ undoneBy: rest.id, revertState: 'cancelled' });
});

test('an undo that is stopped sets the timer of what it undoes again', async () => {
  await sandbox.admin('PUT', '/routes/s', { uri: '/s', upstream });
  const id = await bulk({ state: 'on' }, ['s'], Date.now() + 3_600_000);
  const planned = await planUndo(sandbox, id, 'undo', 'alice');
  await startChange(sandbox, planned.id, { ...all, outcomes: [...all.outcomes] });
  expect(await changeOf(id)).toMatchObject({ revertState: 'restoring' });
  // Meanwhile neither a timer nor another person begins one beside it.
  expect(await revertChange(sandbox, id)).toBeNull();
  await expect(planUndo(sandbox, id, 'undo', 'bob')).rejects.toMatchObject({ problem: { code: 'conflict' } });
  await controlChange(sandbox, planned.id, 'stop');
  expect(await changeOf(id)).toMatchObject({ undoneBy: null, revertState: 'waiting' });
});

test('an undone undo undoes nothing any more, until its own undo is undone', async () => {
  await sandbox.admin('PUT', '/routes/y', { uri: '/y', upstream });
  const id = await bulk({ state: 'on' }, ['y']);
  const first = await undo(id);
  expect(await changeOf(id)).toMatchObject({ undoneBy: first.id });
  const second = await undo(first.id);
  expect([await changeOf(id), await changeOf(first.id)]).toMatchObject([{ undoneBy: null }, { undoneBy: second.id }]);
  await undo(second.id);
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
  const id = await bulk({ state: 'on' }, ['b0']);
  sandbox.fate = () => 'pass';
  expect(await sandbox.records.itemsOf(id, ['written'])).toMatchObject([
    { after: { sampler: { name: 'always_on' } }, verified: false },
  ]);
  await expect(planUndo(sandbox, id, 'undo', 'alice')).rejects.toMatchObject({
    problem: { detail: expect.stringContaining('past this console') },
  });
  // Switching it off keeps their configuration, too.
  await bulk({ state: 'off' }, ['b0']);
  expect(await routes(['b0'])).toMatchObject([{ plugins: { opentelemetry: theirs } }]);
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
  const id = await bulk({ state: 'on' }, ['b1']);
  sandbox.fate = () => 'pass';
  await expect(planUndo(sandbox, id, 'undo', 'alice')).rejects.toMatchObject({
    problem: { detail: `Change ${toggle} has written it since: undo that one first.` },
  });
  expect(await undo(toggle ?? '')).toMatchObject({ counts: { written: 1 } });
});

test('a write whose answer was lost, and that could not be read back, is restored by its timer all the same', async () => {
  await sandbox.admin('PUT', '/routes/l0', { uri: '/l0', upstream });
  let isPatched = false;
  sandbox.fate = ({ method }) => {
    isPatched ||= method === 'PATCH';
    return isPatched ? 'lose-answer' : 'pass';
  };
  const id = await bulk({ state: 'on' }, ['l0'], Date.now() + 60_000);
  sandbox.fate = () => 'pass';
  expect(await sandbox.records.change(sandbox.gateway.id, id)).toMatchObject({ counts: { unknown: 1 } });
  const undoing = await revertChange(sandbox, id);
  await runChange(sandbox, undoing?.id ?? '');
  expect(await routes(['l0'])).toMatchObject([{ plugins: {} }]);
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
  expect(await undo(id)).toMatchObject({ counts: { written: 1, unchanged: 1 } });
  expect(await routes(['m0', 'm1'])).toMatchObject([{}, { plugins: {} }]);
});
