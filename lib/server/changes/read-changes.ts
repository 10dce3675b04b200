import 'server-only';
import type {
  ChangeItemPage,
  ChangeItemQuery,
  ChangeListPage,
  ChangeListQuery,
  ChangeSummary,
} from '@/lib/changes/dto';
import type { GatewayConfig } from '@/lib/server/config';
import { logBackgroundFailure } from '@/lib/server/log';
import { toProblem } from '@/lib/server/to-problem';
import { changeRecords } from './change-records';
import type { ChangeContext } from './context';
import { shownChange, shownItem } from './shown-change';
import { standingTimers } from './standing-timers';

/** Timed changes that wait to be restored, for the countdown in the list of routes. */
export type RouteTimer = { changeId: string; plugin: string; routeIds: string[]; at: number };

/** A page of the changes of a gateway, newest first, secrets masked. */
export async function readChanges(gateway: GatewayConfig, query: ChangeListQuery): Promise<ChangeListPage> {
  const records = await changeRecords();
  lookAfterTimers({ gateway, records });
  const { rows, ...page } = await records.list(gateway.id, query);
  return { rows: rows.map((change) => shownChange(gateway, change)), ...page };
}

/** The record is shown whatever the gateway does: what is found of its timers is seen the next time. */
function lookAfterTimers(context: ChangeContext): void {
  standingTimers(context).catch((error: unknown) =>
    logBackgroundFailure('look after timed changes', context.gateway.id, toProblem(error), error),
  );
}

/** Throws `not_found`. */
export async function readChange(gateway: GatewayConfig, id: string): Promise<ChangeSummary> {
  const records = await changeRecords();
  const change = await records.change(gateway.id, id);
  if (change.revertState === 'waiting') lookAfterTimers({ gateway, records });
  return shownChange(gateway, change);
}

/** Some items of a change, secrets masked. Throws `not_found`. */
export async function readItems(gateway: GatewayConfig, id: string, query: ChangeItemQuery): Promise<ChangeItemPage> {
  const records = await changeRecords();
  const { target } = await records.change(gateway.id, id);
  const { rows, matched } = await records.items(gateway.id, id, query);
  return { rows: rows.map((item) => shownItem(gateway, target, item)), offset: query.offset ?? 0, matched };
}

export async function readTimers(gateway: GatewayConfig): Promise<RouteTimer[]> {
  const standing = await standingTimers({ gateway, records: await changeRecords() });
  return standing.map(({ objectIds, ...timer }) => ({ ...timer, routeIds: objectIds }));
}
