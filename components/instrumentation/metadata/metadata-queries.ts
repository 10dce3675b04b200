import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import type { ChangeSummary, MetadataPlan, MetadataResult, PluginWish } from '@/lib/changes/dto';
import { fetchJson } from '@/lib/http/fetch-json';

type Target = { gatewayId: string; plugin: SwitchedPlugin };

export function planMetadata({ gatewayId, plugin }: Target, wish: PluginWish): Promise<MetadataPlan> {
  return post(`${base(gatewayId)}/metadata/${plugin}/plan`, { wish });
}

export function applyMetadata({ gatewayId, plugin }: Target, wish: PluginWish, seen: string): Promise<MetadataResult> {
  return post(`${base(gatewayId)}/metadata/${plugin}/apply`, { wish, seen });
}

/** Plans the undo of a change, starts it and waits for its end. */
export async function undoChange(gatewayId: string, changeId: string): Promise<ChangeSummary> {
  const change = (id: string) => `${base(gatewayId)}/changes/${encodeURIComponent(id)}`;
  const planned = await post<ChangeSummary>(`${change(changeId)}/undo`, {});
  let summary = await post<ChangeSummary>(`${change(planned.id)}/start`, {
    outcomes: ['will_change'],
    options: null,
    revertAt: null,
  });
  while (summary.status === 'running') {
    await new Promise((resolve) => setTimeout(resolve, 150));
    summary = await fetchJson<ChangeSummary>(change(planned.id));
  }
  return summary;
}

function base(gatewayId: string): string {
  return `/api/${encodeURIComponent(gatewayId)}`;
}

function post<T>(path: string, body: object): Promise<T> {
  return fetchJson<T>(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}
