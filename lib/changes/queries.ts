import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import { fetchJson } from '@/lib/http/fetch-json';
import type { ChangePlan, ChangeResult, ChangeSummary, PluginWish } from './dto';

export type PluginChange = { gatewayId: string; routeId: string; plugin: SwitchedPlugin; wish: PluginWish };

/** What a wish would write, shown before anything is sent. */
export function planChange(change: PluginChange): Promise<ChangePlan> {
  return post(change, 'plan', { wish: change.wish });
}

/** Writes what a plan showed; `seen` is the plan's. With `revertAt` (epoch ms) the server restores it then. */
export function applyChange(
  change: PluginChange & { seen: string; revertAt?: number | undefined },
): Promise<ChangeResult> {
  const { wish, seen, revertAt } = change;
  return post(change, 'apply', { wish, seen, ...(revertAt !== undefined && { revertAt }) });
}

/** Plans the undo of a recorded change; it is looked at and started like any other. */
export function planUndo(gatewayId: string, changeId: string): Promise<ChangeSummary> {
  const address = `/api/${encodeURIComponent(gatewayId)}/changes/${encodeURIComponent(changeId)}/undo`;
  return fetchJson(address, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
}

function post<T>({ gatewayId, routeId, plugin }: PluginChange, step: 'plan' | 'apply', body: object): Promise<T> {
  return fetchJson<T>(
    `/api/${encodeURIComponent(gatewayId)}/routes/${encodeURIComponent(routeId)}/plugins/${plugin}/${step}`,
    {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    },
  );
}
