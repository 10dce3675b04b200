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
import { behindTimers } from './undo-notes';

const readsAtOnce = 8;

/** A timed change that waits to be restored, with the objects that will be. */
export type WaitingTimer = { changeId: string; plugin: string; objectIds: string[]; at: number };

/**
 * Timed changes whose restore will come. One of which everything was changed by somebody since is cancelled here, so
 * that no countdown promises a restore that will not come. The look is at the routes as last read: it waits for the
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
  // What is still being written has its end first.
  if (change.status === 'running') return timer;
  if (timer.objectIds.length === 0) {
    const reason = await laterWrite(context, timer.changeId);
    return reason === null ? null : await cancel(context, timer, reason);
  }
  if (snapshot === null || change.target.kind !== 'route_plugin') return timer;
  const { plugin } = change.target;
  const written = new Map((await records.itemsOf(timer.changeId, ['written'])).map((item) => [item.objectId, item]));
  const changed = new Set(
    timer.objectIds.filter((id) => {
      const item = written.get(id);
      // A reading that began before the write says nothing of it.
      if (item === undefined || item.writtenAt === null || snapshot.readAt <= item.writtenAt) return false;
      const route = snapshot.byId.get(id)?.object;
      return !isSameJson(route === undefined ? null : ownCopy(route, plugin), item.after);
    }),
  );
  if (changed.size < timer.objectIds.length)
    return { ...timer, objectIds: timer.objectIds.filter((id) => !changed.has(id)) };
  const certain = await atOnce(readsAtOnce, [...changed], (id) => differsNow(context, plugin, written.get(id)));
  return certain.every(Boolean) ? await cancel(context, timer, { code: 'changed_since' }) : timer;
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

/** The later change that has written everything; null: one is still at it, or is timed itself and will be restored. */
async function laterWrite(context: ChangeContext, changeId: string): Promise<Reason | null> {
  const { gateway, records } = context;
  const by = new Set((await records.overtaken(gateway.id, changeId)).map((write) => write.by));
  const changes = await Promise.all([...by].map((id) => records.change(gateway.id, id)));
  if (changes.some(({ status }) => status === 'running') || (await behindTimers(context, changeId)) !== null)
    return null;
  const last = changes.at(-1);
  return last === undefined ? null : { code: 'written_since', changeId: last.id };
}

async function cancel({ records }: ChangeContext, { changeId }: WaitingTimer, reason: Reason): Promise<null> {
  await records.update(changeId, { revertState: 'cancelled', ifWaiting: true, reason });
  return null;
}
