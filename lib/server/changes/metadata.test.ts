import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PluginWish } from '@/lib/changes/dto';
import { startTestGateway, type TestGateway } from '@/test/gateway';
import { applyMetadata, planMetadata, readMetadata } from './metadata';
import { runChange } from './run-change';
import { startChange } from './start-change';
import { planUndo } from './undo';

let sandbox: TestGateway;

beforeEach(async () => {
  sandbox = await startTestGateway();
});
afterEach(() => sandbox.close());

const plugin = 'opentelemetry';
const collector = { address: '127.0.0.1:4318', request_headers: { 'x-team': 'secret-1' } };

async function write(wish: PluginWish) {
  const plan = await planMetadata(sandbox.gateway, plugin, wish);
  const result = await applyMetadata(sandbox, { plugin, wish, seen: plan.seen, actor: 'alice' });
  expect(result).toMatchObject({ after: plan.after, verified: true });
  return { plan, result };
}

async function stored(): Promise<unknown> {
  const { value } = await sandbox.admin('GET', `/plugin_metadata/${plugin}`);
  return value;
}

async function undo(changeId: string | null) {
  const planned = await planUndo(sandbox, changeId ?? '', 'undo', 'alice');
  await startChange(sandbox, planned.id, { outcomes: ['will_change'], options: null, revertAt: null });
  await runChange(sandbox, planned.id);
  return sandbox.records.change(sandbox.gateway.id, planned.id);
}

test('keys of a wish are set however deep, null removes one, and what the console does not know stays', async () => {
  await sandbox.admin('PUT', `/plugin_metadata/${plugin}`, { collector, x_new: { a: [1] }, set_ngx_var: true });
  const { plan } = await write({
    state: 'on',
    config: { collector: { address: 'otel:4318', request_timeout: 5 }, set_ngx_var: null },
  });
  expect(plan).toMatchObject({ request: { method: 'PUT' }, validation: { ok: true } });
  expect(await stored()).toEqual({
    id: plugin,
    collector: { ...collector, address: 'otel:4318', request_timeout: 5 },
    x_new: { a: [1] },
  });
});

test('secrets are masked on the way out, and a mask sent back keeps them', async () => {
  await sandbox.admin('PUT', `/plugin_metadata/${plugin}`, { collector });
  const { config } = await readMetadata(sandbox.gateway, plugin);
  expect(config).toEqual({ collector: { ...collector, request_headers: { 'x-team': '********' } } });
  const { plan, result } = await write({ state: 'exactly', config: { ...config, set_ngx_var: true } });
  expect(JSON.stringify([plan, result])).not.toContain('secret-1');
  expect(await stored()).toEqual({ id: plugin, collector, set_ngx_var: true });
});

test('what the gateway would refuse is said in the plan', async () => {
  const plan = await planMetadata(sandbox.gateway, plugin, { state: 'on', config: { trace_id_source: 'uuid' } });
  expect(plan.validation).toMatchObject({ ok: false, errors: [expect.stringContaining('trace_id_source')] });
});

test('a change since the plan is a conflict with its versions, and nothing is written', async () => {
  await sandbox.admin('PUT', `/plugin_metadata/${plugin}`, { collector });
  const wish: PluginWish = { state: 'on', config: { set_ngx_var: true } };
  const { seen } = await planMetadata(sandbox.gateway, plugin, wish);
  await sandbox.admin('PUT', `/plugin_metadata/${plugin}`, {});
  await expect(applyMetadata(sandbox, { plugin, wish, seen, actor: 'alice' })).rejects.toMatchObject({
    problem: {
      code: 'conflict',
      versions: { seen: { collector: { address: '127.0.0.1:4318' } }, wished: { set_ngx_var: true }, current: {} },
    },
  });
  expect(await stored()).toEqual({ id: plugin });
});

test('an undo brings back the former object, and of a created one nothing', async () => {
  const created = await write({ state: 'on', config: { collector } });
  const changed = await write({ state: 'on', config: { set_ngx_var: true } });
  expect(await undo(changed.result.changeId)).toMatchObject({ counts: { written: 1, unverified: 0 } });
  expect(await stored()).toEqual({ id: plugin, collector });
  expect(await undo(created.result.changeId)).toMatchObject({ counts: { written: 1 } });
  await expect(stored()).rejects.toThrow('HTTP 404');
});
