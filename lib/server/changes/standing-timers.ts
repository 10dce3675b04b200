import 'server-only';
import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import { isSameJson } from '@/lib/changes/json';
import type { Reason } from '@/lib/changes/reason';
import { ProblemError } from '@/lib/http/problem';
import { getObject } from '@/lib/server/apisix/admin';
import { routeIndex } from '@/lib/server/apisix/route-index';
import type { Snapshot } from '@/lib/server/apisix/snapshot';
import { atOnce } from './at-once';
import type { ChangeContext } from './context';
import type { StoredItem } from './records';
import { ownCopy } from './route-reading';

const readsAtOnce = 8;

/** A timed change that waits to be restored, with the objects that will be. */
export type WaitingTimer = { changeId: string; plugin: string; objectIds: string[]; at: number };

/**
 * Timed changes whose restore will come. One of which everything was changed past this console since is cancelled here,
 * so that no countdown promises a restore that will not come. The look is at the routes as last read: it waits for the
 * gateway only to make sure before something is cancelled.
 */
export async function standingTimers(context: ChangeContext): Promise<WaitingTimer[]> {
  const waiting = await context.records.waitingReverts(context.gateway.id);
  if (waiting.length === 0) return [];
  const index = routeIndex(context.gateway);
  index.current().catch(() => undefined);
  const standing = await Promise.all(waiting.map((timer) => stillStanding(context, timer, index.last)));
  return standing.filter((timer) => timer !== null);
}

async function stillStanding(
  context: ChangeContext,
  timer: WaitingTimer,
  snapshot: Snapshot | null,
): Promise<WaitingTimer | null> {
  const { gateway, records } = context;
  const change = await records.change(gateway.id, timer.changeId);
  // What a later change of this console wrote comes back when that is undone, and is to be restored then.
  if (timer.objectIds.length === 0) return null;
  const { failed, conflict, unknown } = change.counts;
  // What is still being written has its end first, and what may be tried again will want its restore.
  if (change.status === 'running' || failed + conflict + unknown > 0) return timer;
  if (snapshot === null || change.target.kind !== 'route_plugin') return timer;
  const { plugin } = change.target;
  const changed = await changedIn(context, snapshot, timer.changeId, plugin);
  const objectIds = timer.objectIds.filter((id) => !changed.has(id));
  if (objectIds.length > 0) return { ...timer, objectIds };
  // One answer that is missing is enough to leave it, and a gateway that hangs is not asked for the rest.
  let isSure = true;
  await atOnce(readsAtOnce, timer.objectIds, async (id) => {
    isSure = isSure && (await differsNow(context, plugin, changed.get(id))) && isSure;
  });
  return isSure ? await cancel(context, timer, { code: 'changed_since' }) : timer;
}

/** What was found changed in a reading, by change: each reading is looked through once, however many ask. */
const looks = new WeakMap<Snapshot, Map<string, ReadonlyMap<string, StoredItem>>>();

/** The objects of a change that a reading has otherwise than they were written. */
async function changedIn(
  { records }: ChangeContext,
  snapshot: Snapshot,
  changeId: string,
  plugin: SwitchedPlugin,
): Promise<ReadonlyMap<string, StoredItem>> {
  const known = looks.get(snapshot)?.get(changeId);
  if (known !== undefined) return known;
  const changed = new Map<string, StoredItem>();
  for (const item of await records.itemsOf(changeId, ['written'])) {
    // A reading that began before the write says nothing of it.
    if (item.writtenAt === null || snapshot.readAt <= item.writtenAt) continue;
    const route = snapshot.byId.get(item.objectId)?.object;
    if (!isSameJson(route === undefined ? null : ownCopy(route, plugin), item.after)) changed.set(item.objectId, item);
  }
  const ofSnapshot = looks.get(snapshot) ?? new Map<string, ReadonlyMap<string, StoredItem>>();
  looks.set(snapshot, ofSnapshot.set(changeId, changed));
  return changed;
}

/** By the route as the gateway has it now; not certain where it cannot be asked. */
async function differsNow(
  { gateway }: ChangeContext,
  plugin: SwitchedPlugin,
  item: StoredItem | undefined,
): Promise<boolean> {
  if (item === undefined) return false;
  try {
    return !isSameJson(ownCopy(await getObject(gateway, 'routes', item.objectId), plugin), item.after);
  } catch (error) {
    return error instanceof ProblemError && error.problem.code === 'not_found';
  }
}

async function cancel({ records }: ChangeContext, { changeId }: WaitingTimer, reason: Reason): Promise<null> {
  await records.update(changeId, { revertState: 'cancelled', ifWaiting: true, reason });
  return null;
}
