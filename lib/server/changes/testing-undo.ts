import 'server-only';
import type { PluginWish } from '@/lib/changes/dto';
import type { TestGateway } from '@/test/gateway';
import { planBulk } from './plan-bulk';
import type { StoredChange } from './records';
import { runChange } from './run-change';
import { startChange } from './start-change';
import { planUndo } from './undo';

export const upstream = { type: 'roundrobin', nodes: { '127.0.0.1:1980': 1 } };

/** A change of routes' tracing, from the plan to its end. */
export async function runBulk(
  sandbox: TestGateway,
  wish: PluginWish,
  ids: string[],
  revertAt: number | null = null,
): Promise<string> {
  const { id } = await planBulk(sandbox, { plugin: 'opentelemetry', wish, routes: { ids } }, 'alice');
  await startAndRun(sandbox, id, revertAt);
  return id;
}

/** The undo of a change, from the plan to its end. */
export async function runUndo(sandbox: TestGateway, changeId: string): Promise<StoredChange> {
  const { id } = await planUndo(sandbox, changeId, 'undo', 'alice');
  await startAndRun(sandbox, id, null);
  return sandbox.records.change(sandbox.gateway.id, id);
}

async function startAndRun(sandbox: TestGateway, id: string, revertAt: number | null): Promise<void> {
  await startChange(sandbox, id, { outcomes: ['will_change', 'twice'], options: null, revertAt });
  await runChange(sandbox, id);
}

/** Routes as the gateway has them, but for when they were written. */
export async function routesOf(sandbox: TestGateway, ids: string[]): Promise<unknown[]> {
  const found = await Promise.all(ids.map((id) => sandbox.admin('GET', `/routes/${id}`)));
  return found.map(({ value }) => {
    const { update_time: _time, ...rest } = value as Record<string, unknown>;
    return rest;
  });
}

export async function copyOn(sandbox: TestGateway, id: string): Promise<unknown> {
  const [route] = await routesOf(sandbox, [id]);
  return (route as { plugins?: Record<string, unknown> }).plugins?.opentelemetry;
}
