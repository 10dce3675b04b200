import 'server-only';
import type { Kysely } from 'kysely';
import type { Tables } from '@/lib/server/db/schema';

/** Whether it is certain or only possible that the gateway was written. */
const touched = ['written', 'writing', 'unknown'];

type Write = { changeId: string; undoOf: string | null; at: number };

/**
 * Objects that a later change has written since this one, and which change that was. A later change and its own undo
 * cancel each other out: what stands then is this change's again.
 */
export async function overtakenObjects(
  db: Kysely<Tables>,
  gatewayId: string,
  id: string,
): Promise<{ objectId: string; by: string }[]> {
  const rows = await db
    .selectFrom('change_items as own')
    .innerJoin('changes as change', 'change.id', 'own.change_id')
    .innerJoin('change_items as other', 'other.object_id', 'own.object_id')
    .innerJoin('changes as later', 'later.id', 'other.change_id')
    .select(['own.object_id as objectId', 'own.written_at as ownWrittenAt', 'change.at as ownAt'])
    .select(['other.change_id as changeId', 'other.written_at as writtenAt', 'later.at as laterAt'])
    .select('later.undo_of as undoOf')
    .whereRef('later.target_key', '=', 'change.target_key')
    .whereRef('later.gateway_id', '=', 'change.gateway_id')
    .where('change.gateway_id', '=', gatewayId)
    .where('own.change_id', '=', id)
    .where('other.change_id', '!=', id)
    .where('own.status', 'in', touched)
    .where('other.status', 'in', touched)
    .where('later.status', '!=', 'planned')
    .execute();
  const writes = new Map<string, Write[]>();
  for (const row of rows) {
    const at = row.writtenAt ?? row.laterAt;
    const ownAt = row.ownWrittenAt ?? row.ownAt;
    if (at < ownAt || (at === ownAt && row.changeId < id)) continue;
    const list = writes.get(row.objectId) ?? [];
    list.push({ changeId: row.changeId, undoOf: row.undoOf, at });
    writes.set(row.objectId, list);
  }
  return [...writes].flatMap(([objectId, later]) => {
    const by = standing(later);
    return by === null ? [] : [{ objectId, by }];
  });
}

/** The last write that still stands. */
function standing(writes: Write[]): string | null {
  writes.sort((a, b) => a.at - b.at || (a.changeId < b.changeId ? -1 : 1));
  const stack: string[] = [];
  for (const { changeId, undoOf } of writes) {
    if (undoOf !== null && undoOf === stack.at(-1)) stack.pop();
    else stack.push(changeId);
  }
  return stack.at(-1) ?? null;
}
