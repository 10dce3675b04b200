import { expect } from 'vitest';
import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import type { PluginWish } from '@/lib/changes/dto';
import { startTestGateway, type TestGateway } from '@/test/gateway';
import { applyChange } from './apply-change';
import { planChange } from './plan-change';

/** The gateway whose route 1 a test changes: a new one for each test. */
export let sandbox: TestGateway;
export async function openSandbox() {
  sandbox = await startTestGateway();
}
export const closeSandbox = () => sandbox.close();

export const upstream = { type: 'roundrobin', nodes: { '127.0.0.1:1980': 1 } };
export const off: PluginWish = { state: 'off' };
export const alwaysOn: PluginWish = { state: 'on', config: { sampler: { name: 'always_on' } } };
export const ratio = (fraction: number): PluginWish => ({
  state: 'on',
  config: { sampler: { name: 'trace_id_ratio', options: { fraction } } },
});

export async function readRoute(id = '1') {
  const { value } = await sandbox.admin('GET', `/routes/${id}`);
  return value as Record<string, unknown> & { plugins?: Record<string, unknown> };
}

export async function planOf(wish: PluginWish, plugin: SwitchedPlugin = 'opentelemetry') {
  return planChange(sandbox, '1', plugin, wish);
}

export async function apply(wish: PluginWish, seen: string, plugin: SwitchedPlugin = 'opentelemetry') {
  return applyChange(sandbox, { routeId: '1', plugin, wish, seen, actor: 'alice' });
}

export async function planAndApply(wish: PluginWish, plugin: 'opentelemetry' | 'prometheus' = 'opentelemetry') {
  const plan = await planOf(wish, plugin);
  expect(plan.validation).toEqual(plan.request === null ? null : { ok: true });
  const result = await apply(wish, plan.seen, plugin);
  expect(result).toMatchObject({ after: plan.after, verified: true, otherDifferences: [], state: plan.effect });
  return { plan, result };
}
