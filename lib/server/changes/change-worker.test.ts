import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { GatewayConfig } from '@/lib/server/config';
import { startTestGateway, type TestGateway } from '@/test/gateway';
import { applyChange } from './apply-change';
import { changeRecords, closeRecords, leaseOwner } from './change-records';
import { startChangeWorker } from './change-worker';
import { planChange } from './plan-change';
import { runHere } from './run-here';
import { controlChange } from './start-change';
import { newChange, newItem } from './testing-records';

/** The worker with the engine, the record and a gateway: what the server does by itself. */

const configured = vi.hoisted(() => ({ gateways: [] as GatewayConfig[] }));
vi.mock('@/lib/server/config', () => ({ gateways: () => configured.gateways }));

let sandbox: TestGateway;
const upstream = { type: 'roundrobin', nodes: { '127.0.0.1:1980': 1 } };
const route = { uri: '/a', upstream, plugins: { prometheus: {} } };
const sampler = { name: 'always_on' };

beforeEach(async () => {
  sandbox = await startTestGateway();
  configured.gateways = [sandbox.gateway];
  startChangeWorker();
});
afterEach(() => {
  vi.restoreAllMocks();
  return sandbox.close();
});
afterAll(closeRecords);

async function pluginsOf(id: string): Promise<unknown> {
  const { value } = await sandbox.admin('GET', `/routes/${id}`);
  return (value as { plugins?: unknown }).plugins;
}

async function switchOn(revertAt: number): Promise<string> {
  await sandbox.admin('PUT', '/routes/1', route);
  const wish = { state: 'on' as const, config: { sampler } };
  const { seen } = await planChange(sandbox, '1', 'opentelemetry', wish);
  const input = { routeId: '1', plugin: 'opentelemetry' as const, wish, seen, actor: 'alice', revertAt };
  const { changeId } = await applyChange(sandbox, input);
  return changeId ?? '';
}

const changeOf = async (id: string) => (await changeRecords()).change(sandbox.gateway.id, id);

test('a timed change is restored when its time has come, as a change of its own', async () => {
  const id = await switchOn(Date.now() + 3_600_000);
  await (await changeRecords()).update(id, { revertAt: Date.now() });
  await vi.waitFor(async () => expect((await changeOf(id)).undoneBy).not.toBeNull(), { timeout: 10_000 });
  const change = await changeOf(id);
  expect(change).toMatchObject({ revertState: 'done', reason: null });
  expect(await changeOf(change.undoneBy ?? '')).toMatchObject({
    origin: 'timer',
    undoOf: id,
    status: 'done',
    counts: { written: 1, unverified: 0 },
  });
  expect(await pluginsOf('1')).toEqual({ prometheus: {} });
});

test('a timer is cancelled where somebody else has changed the plugin meanwhile, and says so', async () => {
  const id = await switchOn(Date.now() + 3_600_000);
  const theirs = { sampler: { name: 'always_off' } };
  await sandbox.admin('PATCH', '/routes/1', { plugins: { opentelemetry: theirs } });
  await (await changeRecords()).update(id, { revertAt: Date.now() });
  await vi.waitFor(async () => expect((await changeOf(id)).revertState).toBe('cancelled'), { timeout: 10_000 });
  expect((await changeOf(id)).reason).toMatchObject({ code: 'changed_since' });
  expect(await pluginsOf('1')).toEqual({ prometheus: {}, opentelemetry: theirs });
});

test('a gateway that is away when the time has come is asked again, and the change says so', async () => {
  const id = await switchOn(Date.now() + 3_600_000);
  sandbox.fate = () => 'lose-request';
  await (await changeRecords()).update(id, { revertAt: Date.now() });
  await vi.waitFor(async () => expect((await changeOf(id)).reason).toMatchObject({ code: 'not_restored_yet' }), {
    timeout: 10_000,
  });
  expect((await changeOf(id)).revertState).toBe('waiting');
  // The lease that keeps it from being tried at once ends.
  sandbox.fate = () => 'pass';
  const records = await changeRecords();
  await records.release(id, leaseOwner);
  await records.update(id, { revertAt: Date.now() });
  await vi.waitFor(async () => expect((await changeOf(id)).revertState).toBe('done'), { timeout: 10_000 });
  await vi.waitFor(async () => expect((await changeOf(id)).reason).toBeNull(), { timeout: 10_000 });
  expect(await pluginsOf('1')).toEqual({ prometheus: {} });
});

test('a restore that the gateway stops is gone on with by itself, and its timed change says restoring meanwhile', async () => {
  const id = await switchOn(Date.now() + 3_600_000);
  sandbox.fate = ({ method }) => (method === 'PATCH' ? { status: 503, body: '{}' } : 'pass');
  const records = await changeRecords();
  await records.update(id, { revertAt: Date.now() });
  await vi.waitFor(async () => expect((await changeOf(id)).reason).toMatchObject({ code: 'not_restored_yet' }), {
    timeout: 10_000,
  });
  expect(await changeOf(id)).toMatchObject({ revertState: 'restoring', undoneBy: null });
  const undo = (await records.list(sandbox.gateway.id, { origin: 'timer' })).rows[0];
  // The lease that keeps it from being tried at once ends.
  await vi.waitFor(
    async () => {
      sandbox.fate = () => 'pass';
      await records.release(undo?.id ?? '', leaseOwner);
      await records.update(undo?.id ?? '', { endedAt: null });
      expect(await changeOf(id)).toMatchObject({ revertState: 'done', reason: null, undoneBy: undo?.id });
    },
    { timeout: 10_000, interval: 200 },
  );
  expect(await pluginsOf('1')).toEqual({ prometheus: {} });
});

test('what a dead console left half done is settled and gone on with', async () => {
  for (const id of ['old', 'new', 'other', 'waiting']) await sandbox.admin('PUT', `/routes/${id}`, route);
  await sandbox.admin('PATCH', '/routes/new', { plugins: { opentelemetry: { sampler } } });
  await sandbox.admin('PATCH', '/routes/other', { plugins: { opentelemetry: { sampler: { name: 'always_off' } } } });
  const { gateway } = sandbox;
  const seen = Object.fromEntries(
    await Promise.all(
      ['old', 'waiting'].map(async (id) => {
        const plan = await planChange(sandbox, id, 'opentelemetry', { state: 'on', config: { sampler } });
        return [id, plan.seen.split('.').slice(0, 2).join('.')] as const;
      }),
    ),
  );
  const records = await changeRecords();
  const { id } = await records.create(
    newChange({
      gatewayId: gateway.id,
      items: ['old', 'new', 'other', 'waiting'].map((routeId) =>
        newItem(routeId, {
          before: null,
          after: { sampler },
          seen: seen[routeId] ?? '',
          status: routeId === 'waiting' ? 'waiting' : 'writing',
        }),
      ),
    }),
  );
  await records.release(id, leaseOwner);
  await records.update(id, { reason: null });
  await vi.waitFor(async () => expect((await changeOf(id)).status).toBe('done'), { timeout: 10_000 });
  const { rows } = await records.items(gateway.id, id, {});
  expect(rows.map(({ objectId, status }) => [objectId, status])).toEqual([
    ['old', 'written'],
    ['new', 'written'],
    ['other', 'unknown'],
    ['waiting', 'written'],
  ]);
  for (const routeId of ['old', 'new', 'waiting'])
    expect(await pluginsOf(routeId)).toEqual({ prometheus: {}, opentelemetry: { sampler } });
});

test('work for a gateway that is not configured any more is given up, and says so', async () => {
  const records = await changeRecords();
  const running = await records.create(newChange({ gatewayId: sandbox.gateway.id }));
  const timed = await records.create(newChange({ gatewayId: sandbox.gateway.id, revertAt: Date.now() }));
  configured.gateways = [];
  await records.release(running.id, leaseOwner);
  await records.update(timed.id, { status: 'done' });
  await vi.waitFor(
    async () => {
      expect(await changeOf(running.id)).toMatchObject({
        status: 'interrupted',
        reason: { code: 'not_configured' },
      });
      expect(await changeOf(timed.id)).toMatchObject({
        revertState: 'failed',
        reason: { code: 'not_configured' },
      });
    },
    { timeout: 10_000 },
  );
});

test('a file that was being written is not written again', async () => {
  const records = await changeRecords();
  const { id } = await records.create(
    newChange({
      gatewayId: sandbox.gateway.id,
      target: { kind: 'static_config', file: 'config.yaml' },
      items: [newItem('config.yaml', { status: 'writing' })],
    }),
  );
  await records.release(id, leaseOwner);
  await records.update(id, { reason: null });
  await vi.waitFor(async () => expect((await changeOf(id)).status).toBe('interrupted'), { timeout: 10_000 });
  expect((await changeOf(id)).counts).toMatchObject({ unknown: 1 });
});

test('a toggle that a console left half done long ago is settled, and sent only if a person resumes it', async () => {
  for (const id of ['made', 'lost']) await sandbox.admin('PUT', `/routes/${id}`, route);
  await sandbox.admin('PATCH', '/routes/made', { plugins: { opentelemetry: { sampler } } });
  const { gateway } = sandbox;
  const records = await changeRecords();
  const { seen } = await planChange(sandbox, 'lost', 'opentelemetry', { state: 'on', config: { sampler } });
  const left = async (routeId: string) => {
    const item = {
      before: null,
      after: { sampler },
      seen: seen.split('.').slice(0, 2).join('.'),
      status: 'writing',
    } as const;
    return (await records.create(newChange({ gatewayId: gateway.id, items: [newItem(routeId, item)] }))).id;
  };
  const [made, lost] = [await left('made'), await left('lost')];
  const { now } = Date;
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => now() + 150_000);
  for (const id of [made, lost]) await records.update(id, { reason: null });
  await vi.waitFor(
    async () => {
      expect(await changeOf(made)).toMatchObject({ status: 'done', counts: { written: 1 } });
      expect(await changeOf(lost)).toMatchObject({ status: 'interrupted', counts: { waiting: 1 } });
    },
    { timeout: 10_000 },
  );
  clock.mockRestore();
  expect(await pluginsOf('lost')).toEqual({ prometheus: {} });
  expect(sandbox.requests.some(({ method }) => method === 'PATCH')).toBe(false);
  await controlChange(sandbox, lost, 'resume');
  await runHere(sandbox, lost);
  expect(await pluginsOf('lost')).toEqual({ prometheus: {}, opentelemetry: { sampler } });
});
