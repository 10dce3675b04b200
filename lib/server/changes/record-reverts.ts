import 'server-only';
import type { Kysely } from 'kysely';
import { groupBy } from '@/lib/deepflow/group-by';
import type { Tables } from '@/lib/server/db/schema';
import { overtakenObjects } from './record-overtaken';
import type { ChangeRecords } from './records';

/**
 * Timed changes that wait, soonest first, with the objects that will be restored then: what a later change has written
 * stays as it is, and one of which nothing is left has none.
 */
export async function waitingReverts(
  db: Kysely<Tables>,
  gatewayId: string,
): ReturnType<ChangeRecords['waitingReverts']> {
  const rows = await db
    .selectFrom('changes')
    .innerJoin('change_items', 'change_items.change_id', 'changes.id')
    .select(['changes.id', 'changes.plugin', 'changes.revert_at', 'change_items.object_id'])
    .where('changes.gateway_id', '=', gatewayId)
    .where('changes.revert_state', '=', 'waiting')
    .where('changes.status', '!=', 'planned')
    .where('change_items.status', 'in', ['waiting', 'writing', 'written', 'unknown'])
    .orderBy('changes.revert_at')
    .orderBy('changes.id')
    .orderBy('change_items.position')
    .execute();
  const waiting: Awaited<ReturnType<ChangeRecords['waitingReverts']>> = [];
  for (const [changeId, items] of groupBy(rows, ({ id }) => id)) {
    const overtaken = new Set((await overtakenObjects(db, gatewayId, changeId)).map(({ objectId }) => objectId));
    const objectIds = items.map(({ object_id }) => object_id).filter((objectId) => !overtaken.has(objectId));
    const { plugin = null, revert_at: at = null } = items[0] ?? {};
    waiting.push({ changeId, plugin: plugin ?? '', objectIds, at: at ?? 0 });
  }
  return waiting;
}
