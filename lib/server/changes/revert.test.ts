import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PluginWish } from '@/lib/changes/dto';
import { ProblemError } from '@/lib/http/problem';
import { type Fate, startTestGateway, type TestGateway } from '@/test/gateway';
import { runChange } from './run-change';
import { copyOn, routesOf, runBulk, upstream } from './testing-undo';
import { revertChange } from './undo';

let sandbox: TestGateway;
beforeAll(async () => {
  sandbox = await startTestGateway();
});
afterAll(() => sandbox.close());

const changeOf = (id: string) => sandbox.records.change(sandbox.gateway.id, id);

const withFraction = (fraction: number): PluginWish => ({
  state: 'exactly',
  config: { sampler: { name: 'trace_id_ratio', options: { fraction } } },
});

test('a timed change is restored by an undo of its own, or left with the reason where somebody changed it', async () => {
  for (const id of ['t0', 't1']) await sandbox.admin('PUT', `/routes/${id}`, { uri: `/${id}`, upstream });
  const revertAt = Date.now() + 60_000;
  const restored = await runBulk(sandbox, { state: 'on' }, ['t0'], revertAt);
  const undoing = await revertChange(sandbox, restored);
  expect(undoing).toMatchObject({ origin: 'timer', status: 'running', undoOf: restored });
  await runChange(sandbox, undoing?.id ?? '');
  expect(await sandbox.records.change(sandbox.gateway.id, restored)).toMatchObject({ revertState: 'done' });
  expect(await routesOf(sandbox, ['t0'])).toMatchObject([{ plugins: {} }]);

  const left = await runBulk(sandbox, { state: 'on' }, ['t1'], revertAt);
  await sandbox.admin('PATCH', '/routes/t1', { plugins: { opentelemetry: { x_new: 1 } } });
  expect(await revertChange(sandbox, left)).toBeNull();
  expect(await sandbox.records.change(sandbox.gateway.id, left)).toMatchObject({
    revertState: 'cancelled',
    reason: { code: 'changed_since' },
  });
});

test('a restore that meets an outage, or an error of the gateway, stays running and is tried again', async () => {
  const ids = ['o0', 'o1'];
  for (const id of ids) await sandbox.admin('PUT', `/routes/${id}`, { uri: `/${id}`, upstream });
  const id = await runBulk(sandbox, { state: 'on' }, ids, Date.now() + 60_000);
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
  expect(await Promise.all(ids.map((id) => copyOn(sandbox, id)))).toEqual([undefined, undefined]);
});

test('a gateway in trouble while a restore is planned is no reason to give it up', async () => {
  await sandbox.admin('PUT', '/routes/p', { uri: '/p', upstream });
  const id = await runBulk(sandbox, { state: 'on' }, ['p'], Date.now() + 60_000);
  sandbox.fate = () => ({ status: 502, body: '<html>Bad Gateway</html>' });
  await expect(revertChange(sandbox, id)).rejects.toBeInstanceOf(ProblemError);
  sandbox.fate = () => 'pass';
  expect(await changeOf(id)).toMatchObject({ revertState: 'waiting' });
});

test('of two timed changes of one route the earlier waits for the restore of the later, and then restores', async () => {
  const ids = ['q0', 'q1'];
  for (const id of ids) await sandbox.admin('PUT', `/routes/${id}`, { uri: `/${id}`, upstream });
  const hour = Date.now() + 3_600_000;
  const first = await runBulk(sandbox, withFraction(0.1), ids, hour);
  const second = await runBulk(sandbox, withFraction(0.5), ['q0'], hour + 60_000);

  // What the later one has not written is restored in time.
  await runChange(sandbox, (await revertChange(sandbox, first))?.id ?? '');
  expect(await changeOf(first)).toMatchObject({ revertState: 'waiting', revertAt: hour + 60_001, undoneBy: null });
  expect(await copyOn(sandbox, 'q1')).toBeUndefined();
  expect(await revertChange(sandbox, first)).toBeNull();
  expect(await changeOf(first)).toMatchObject({ revertState: 'waiting', revertAt: hour + 60_001 });

  await runChange(sandbox, (await revertChange(sandbox, second))?.id ?? '');
  expect(await copyOn(sandbox, 'q0')).toEqual((withFraction(0.1) as { config: unknown }).config);
  await runChange(sandbox, (await revertChange(sandbox, first))?.id ?? '');
  expect(await copyOn(sandbox, 'q0')).toBeUndefined();
  expect(await changeOf(first)).toMatchObject({ revertState: 'done' });
});

test('a timed change that a later one has taken back for a time waits for that one, too', async () => {
  await sandbox.admin('PUT', '/routes/z', { uri: '/z', upstream });
  const hour = Date.now() + 3_600_000;
  const first = await runBulk(sandbox, { state: 'on' }, ['z'], hour);
  const off = await runBulk(sandbox, { state: 'exactly', config: null }, ['z'], hour + 60_000);
  expect(await revertChange(sandbox, first)).toBeNull();
  expect(await changeOf(first)).toMatchObject({ revertState: 'waiting', revertAt: hour + 60_001 });
  await runChange(sandbox, (await revertChange(sandbox, off))?.id ?? '');
  await runChange(sandbox, (await revertChange(sandbox, first))?.id ?? '');
  expect(await copyOn(sandbox, 'z')).toBeUndefined();
});

test('a write whose answer was lost, and that could not be read back, is restored by its timer all the same', async () => {
  await sandbox.admin('PUT', '/routes/l0', { uri: '/l0', upstream });
  let isPatched = false;
  sandbox.fate = ({ method }) => {
    isPatched ||= method === 'PATCH';
    return isPatched ? 'lose-answer' : 'pass';
  };
  const id = await runBulk(sandbox, { state: 'on' }, ['l0'], Date.now() + 60_000);
  sandbox.fate = () => 'pass';
  expect(await sandbox.records.change(sandbox.gateway.id, id)).toMatchObject({ counts: { unknown: 1 } });
  const undoing = await revertChange(sandbox, id);
  await runChange(sandbox, undoing?.id ?? '');
  expect(await routesOf(sandbox, ['l0'])).toMatchObject([{ plugins: {} }]);
});
