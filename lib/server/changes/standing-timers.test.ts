import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PluginWish } from '@/lib/changes/dto';
import { routeIndex } from '@/lib/server/apisix/route-index';
import { startTestGateway, type TestGateway } from '@/test/gateway';
import { applyChange } from './apply-change';
import { planBulk } from './plan-bulk';
import { planChange } from './plan-change';
import { readChange, readChanges, readTimers } from './read-changes';
import { runChange } from './run-change';
import { startChange } from './start-change';
import { planUndo } from './undo';

let sandbox: TestGateway;
beforeEach(async () => {
  sandbox = await startTestGateway();
  for (const id of ['1', '2'])
    await sandbox.admin('PUT', `/routes/${id}`, {
      uri: `/${id}`,
      upstream: { type: 'roundrobin', nodes: { '127.0.0.1:1980': 1 } },
    });
});
afterEach(() => sandbox.close());

const on: PluginWish = { state: 'on', config: { sampler: { name: 'always_on' } } };
const theirs = { plugins: { opentelemetry: { sampler: { name: 'always_off' } } } };
const inAnHour = () => Date.now() + 3_600_000;

async function switched(wish: PluginWish, revertAt: number | null): Promise<string> {
  const { seen } = await planChange(sandbox, '1', 'opentelemetry', wish);
  const input = { routeId: '1', plugin: 'opentelemetry' as const, wish, seen, actor: 'alice', revertAt };
  return (await applyChange(sandbox, input)).changeId ?? '';
}

async function bulkTimed(): Promise<string> {
  const { id } = await planBulk(sandbox, { plugin: 'opentelemetry', wish: on, routes: { ids: ['1', '2'] } }, 'alice');
  await startChange(sandbox, id, { outcomes: ['will_change'], options: null, revertAt: inAnHour() });
  await runChange(sandbox, id);
  return id;
}

const timers = () => readTimers(sandbox.gateway);
const lookAnew = () => routeIndex(sandbox.gateway).readAnew();

test('a timer is cancelled as soon as the routes show that somebody changed the plugin, and the list says so', async () => {
  const changeId = await switched(on, inAnHour());
  await lookAnew();
  expect(await timers()).toMatchObject([{ changeId, routeIds: ['1'] }]);
  await sandbox.admin('PATCH', '/routes/1', theirs);
  await lookAnew();
  expect(await timers()).toEqual([]);
  const cancelled = { revertState: 'cancelled', reason: { code: 'changed_since' } };
  expect(await readChange(sandbox.gateway, changeId)).toMatchObject(cancelled);
  expect((await readChanges(sandbox.gateway, {})).rows).toMatchObject([{ id: changeId, ...cancelled }]);
});

test('no reading from before the write cancels a timer, nor one that the gateway does not bear out', async () => {
  await lookAnew();
  const changeId = await switched(on, inAnHour());
  expect(await timers()).toMatchObject([{ changeId, routeIds: ['1'] }]);
  await sandbox.admin('PATCH', '/routes/1', theirs);
  await lookAnew();
  // What the list showed was put back before the look at the route itself.
  await sandbox.admin('PATCH', '/routes/1', { plugins: { opentelemetry: { sampler: { name: 'always_on' } } } });
  expect(await timers()).toMatchObject([{ changeId }]);
  await sandbox.admin('PATCH', '/routes/1', theirs);
  await lookAnew();
  sandbox.fate = () => 'lose-request';
  expect(await timers()).toMatchObject([{ changeId }]);
  expect(await readChange(sandbox.gateway, changeId)).toMatchObject({ revertState: 'waiting' });
});

test('of many routes those that somebody changed have no countdown, and the others are restored', async () => {
  const changeId = await bulkTimed();
  await sandbox.admin('PATCH', '/routes/1', theirs);
  await lookAnew();
  expect(await timers()).toMatchObject([{ changeId, routeIds: ['2'] }]);
  await sandbox.admin('PATCH', '/routes/2', theirs);
  await lookAnew();
  expect(await timers()).toEqual([]);
  expect(await readChange(sandbox.gateway, changeId)).toMatchObject({ revertState: 'cancelled' });
});

test('a later change through this console ends the countdown, and its undo brings the timer back', async () => {
  const first = await switched(on, inAnHour());
  const later = await switched({ state: 'off' }, null);
  expect(await timers()).toEqual([]);
  expect(await readChange(sandbox.gateway, first)).toMatchObject({ revertState: 'waiting' });
  const undo = await planUndo(sandbox, later, 'undo', 'bob');
  await startChange(sandbox, undo.id, { outcomes: ['will_change'], options: null, revertAt: null });
  await runChange(sandbox, undo.id);
  expect(await timers()).toMatchObject([{ changeId: first, routeIds: ['1'] }]);
});

test('a timer stays while a part of its change may be tried again', async () => {
  sandbox.fate = ({ method, path }) => (method === 'PATCH' && path.endsWith('/routes/2') ? 'lose-request' : 'pass');
  const changeId = await bulkTimed();
  sandbox.fate = () => 'pass';
  expect((await readChange(sandbox.gateway, changeId)).counts).toMatchObject({ written: 1 });
  await sandbox.admin('PATCH', '/routes/1', theirs);
  await lookAnew();
  expect(await timers()).toMatchObject([{ changeId }]);
  expect(await readChange(sandbox.gateway, changeId)).toMatchObject({ revertState: 'waiting' });
});

test('a time of restoring that has passed is refused by its field, and nothing is written', async () => {
  await expect(switched(on, Date.now() - 1)).rejects.toMatchObject({
    problem: { code: 'invalid_input', field: 'revertAt', reason: { code: 'restore_time_passed' } },
  });
  expect(sandbox.requests.filter(({ method }) => method === 'PATCH')).toEqual([]);
});
