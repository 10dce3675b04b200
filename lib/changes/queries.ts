import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import { toSearch } from '@/lib/apisix/queries';
import { fetchJson, postJson } from '@/lib/http/fetch-json';
import { parseTimePoint } from '@/lib/telemetry/time-range';
import type {
  BulkPlanInput,
  ChangeAction,
  ChangeItemPage,
  ChangeItemQuery,
  ChangeListPage,
  ChangeListQuery,
  ChangePlan,
  ChangeResult,
  ChangeSummary,
  PluginWish,
  StartInput,
} from './dto';
import type { Dialect } from './export/dialect';

/** What the page asks for: as the server's query, but the ends of the time range may move with the clock (`now-1d`). */
export type ChangeFilter = Omit<ChangeListQuery, 'from' | 'to' | 'after' | 'limit'> & {
  since?: string | undefined;
  until?: string | undefined;
};

export type ChangeTimer = { changeId: string; plugin: string; routeIds: string[]; at: number };

export const changePageSize = 100;
export const itemPageSize = 200;

export const changeKeys = {
  gateway: (gatewayId: string) => ['changes', gatewayId] as const,
  lists: (gatewayId: string) => [...changeKeys.gateway(gatewayId), 'list'] as const,
  one: (gatewayId: string, id: string) => [...changeKeys.gateway(gatewayId), 'one', id] as const,
  items: (gatewayId: string, id: string) => [...changeKeys.gateway(gatewayId), 'items', id] as const,
  timers: (gatewayId: string) => [...changeKeys.gateway(gatewayId), 'timers'] as const,
};

export const changeQueries = {
  /** The list, page after page. */
  list: (gatewayId: string, filter: ChangeFilter) =>
    infiniteQueryOptions({
      queryKey: [...changeKeys.lists(gatewayId), filter],
      queryFn: ({ signal, pageParam }) =>
        fetchJson<ChangeListPage>(
          `${base(gatewayId)}${toSearch({ ...toListQuery(filter, Date.now()), after: pageParam ?? undefined, limit: changePageSize } as object)}`,
          { signal },
        ),
      initialPageParam: null as string | null,
      getNextPageParam: ({ next }) => next,
    }),
  one: (gatewayId: string, id: string) =>
    queryOptions({
      queryKey: changeKeys.one(gatewayId, id),
      queryFn: ({ signal }) => fetchOne(gatewayId, id, signal),
    }),
  items: (gatewayId: string, id: string, query: ChangeItemQuery) =>
    queryOptions({
      queryKey: [...changeKeys.items(gatewayId, id), query],
      queryFn: ({ signal }) => fetchItems(gatewayId, id, query, signal),
    }),
  timers: (gatewayId: string) =>
    queryOptions({
      queryKey: changeKeys.timers(gatewayId),
      queryFn: ({ signal }) => fetchJson<ChangeTimer[]>(`${base(gatewayId)}/timers`, { signal }),
    }),
};

function fetchOne(gatewayId: string, id: string, signal?: AbortSignal) {
  return fetchJson<ChangeSummary>(`${base(gatewayId)}/${encodeURIComponent(id)}`, signal ? { signal } : {});
}

function fetchItems(gatewayId: string, id: string, query: ChangeItemQuery, signal?: AbortSignal) {
  return fetchJson<ChangeItemPage>(
    `${base(gatewayId)}/${encodeURIComponent(id)}/items${toSearch(query as object)}`,
    signal ? { signal } : {},
  );
}

/** Where the filtered list is downloaded from. */
export function changeExportUrl(gatewayId: string, filter: ChangeFilter, format: 'jsonl' | 'csv', now: number): string {
  return `${base(gatewayId)}/export${toSearch({ ...toListQuery(filter, now), format } as object)}`;
}

/** Where a change of any size is downloaded from in an owner's language. */
export function dialectUrl(gatewayId: string, id: string, dialect: Dialect): string {
  return `${base(gatewayId)}/${encodeURIComponent(id)}/export?dialect=${dialect}`;
}

/** The filter with its time range in numbers. */
export function toListQuery({ since, until, ...filter }: ChangeFilter, now: number): ChangeListQuery {
  return { ...filter, from: epochMs(since, now), to: epochMs(until, now) };
}

function epochMs(text: string | undefined, now: number): number | undefined {
  const point = text === undefined ? null : parseTimePoint(text);
  if (point === null) return undefined;
  return point.kind === 'at' ? point.ms : now - point.agoMs;
}

export type PluginChange = { gatewayId: string; routeId: string; plugin: SwitchedPlugin; wish: PluginWish };

/** What a wish would write to one route, shown before anything is sent. */
export function planChange(change: PluginChange): Promise<ChangePlan> {
  return postJson(`${pluginPath(change)}/plan`, { wish: change.wish });
}

/** Writes what a plan showed; `seen` is the plan's. With `revertAt` (epoch ms) the server restores it then. */
export function applyChange(
  change: PluginChange & { seen: string; revertAt?: number | undefined },
): Promise<ChangeResult> {
  const { wish, seen, revertAt } = change;
  return postJson(`${pluginPath(change)}/apply`, { wish, seen, ...(revertAt !== undefined && { revertAt }) });
}

function pluginPath({ gatewayId, routeId, plugin }: PluginChange): string {
  return `/api/${encodeURIComponent(gatewayId)}/routes/${encodeURIComponent(routeId)}/plugins/${plugin}`;
}

/** A dry run over many routes: nothing is written. */
export function planBulk(gatewayId: string, input: BulkPlanInput): Promise<ChangeSummary> {
  return postJson(`${base(gatewayId)}/plan`, input);
}

export function startChange(gatewayId: string, id: string, input: StartInput): Promise<ChangeSummary> {
  return postJson(`${base(gatewayId)}/${encodeURIComponent(id)}/start`, input);
}

export function controlChange(gatewayId: string, id: string, action: ChangeAction): Promise<ChangeSummary> {
  return postJson(`${base(gatewayId)}/${encodeURIComponent(id)}/control`, { action });
}

/** Plans the undo of a change; it is started like any other. */
export function undoChange(gatewayId: string, id: string): Promise<ChangeSummary> {
  return postJson(`${base(gatewayId)}/${encodeURIComponent(id)}/undo`, {});
}

/** Undoes a change of one object without a look at the plan, and waits for the end. */
export async function undoAtOnce(gatewayId: string, id: string): Promise<ChangeSummary> {
  const planned = await undoChange(gatewayId, id);
  let summary = await startChange(gatewayId, planned.id, { outcomes: ['will_change'], options: null, revertAt: null });
  while (summary.status === 'running') {
    await new Promise((resolve) => setTimeout(resolve, 150));
    summary = await fetchOne(gatewayId, planned.id);
  }
  return summary;
}

function base(gatewayId: string): string {
  return `/api/${encodeURIComponent(gatewayId)}/changes`;
}
