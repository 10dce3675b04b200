import 'server-only';
import type { Kysely, Transaction, UpdateObject } from 'kysely';
import type { ChangeStatus, ItemStatus, PlanOutcome } from '@/lib/changes/dto';
import { reasonText } from '@/lib/changes/reason';
import type { Tables } from '@/lib/server/db/schema';
import { isFree } from './record-leases';
import type { ChangeUpdate } from './records';

export const noLease = { lease_owner: null, lease_until: null };

/** Sets what is named, in one statement, so that of several who update from the same status one is let through. */
export async function updateChange(
  db: Kysely<Tables>,
  id: string,
  update: ChangeUpdate,
  from: readonly ChangeStatus[] | undefined,
  lease: { owner: string; now: number; leaseMs: number },
): Promise<boolean> {
  const columns = columnsOf(update);
  if (Object.keys(columns).length === 0) throw new TypeError('An update without anything to set');
  const isRun = update.status === 'running';
  // Said by the run itself when it has nothing under way. A person's pause or stop it has yet to notice.
  const isOver = update.status === 'done' || update.status === 'halted' || update.status === 'interrupted';
  const set = (on: Kysely<Tables>) =>
    on
      .updateTable('changes')
      .set((expression) => ({
        ...columns,
        ...(isRun && {
          lease_owner: lease.owner,
          lease_until: lease.now + lease.leaseMs,
          // A plan becomes a change when it is started.
          at: expression.case().when('status', '=', 'planned').then(lease.now).else(expression.ref('at')).end(),
        }),
        // Of a change that does not run, the lease is that of the console that restores it.
        ...(isOver && {
          lease_owner: expression
            .case()
            .when('status', '=', 'running')
            .then(null)
            .else(expression.ref('lease_owner'))
            .end(),
          lease_until: expression
            .case()
            .when('status', '=', 'running')
            .then(null)
            .else(expression.ref('lease_until'))
            .end(),
        }),
      }))
      .where('id', '=', id)
      .$if(from !== undefined, (query) => query.where('status', 'in', from ?? []))
      .$if(isRun, (query) =>
        query.where((where) => where.or([where('lease_owner', '=', lease.owner), isFree(where, lease.now)])),
      )
      .$if(update.ifWaiting === true, (query) => query.where('revert_state', '=', 'waiting'))
      .executeTakeFirst();
  if (!isRun) return (await set(db)).numUpdatedRows > 0n;
  return await db.transaction().execute(async (transaction) => {
    if ((await set(transaction)).numUpdatedRows === 0n) return false;
    if (update.outcomes !== undefined) await chooseOutcomes(transaction, id, update.outcomes);
    const started = await transaction
      .selectFrom('changes')
      .select('undo_of')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    await endTimer(transaction, started.undo_of);
    return true;
  });
}

async function chooseOutcomes(
  transaction: Transaction<Tables>,
  id: string,
  outcomes: readonly PlanOutcome[],
): Promise<void> {
  const move = (from: ItemStatus, to: ItemStatus) =>
    transaction.updateTable('change_items').set({ status: to }).where('change_id', '=', id).where('status', '=', from);
  const chosen = [...outcomes];
  if (chosen.length === 0) {
    await move('waiting', 'skipped').execute();
    return;
  }
  await move('waiting', 'skipped').where('outcome', 'not in', chosen).execute();
  await move('skipped', 'waiting').where('outcome', 'in', chosen).execute();
}

/**
 * What is being undone waits for no timer meanwhile; the end of the undo says what becomes of it. In the transaction
 * that starts the undo, so that a console which ends in between restores a timed change neither twice nor never.
 */
export async function endTimer(transaction: Transaction<Tables>, undoOf: string | null): Promise<void> {
  if (undoOf === null) return;
  await transaction
    .updateTable('changes')
    .set({ revert_state: 'restoring' })
    .where('id', '=', undoOf)
    .where('revert_state', '=', 'waiting')
    .execute();
}

function columnsOf(update: ChangeUpdate): UpdateObject<Tables, 'changes', 'changes'> {
  const { status, reason, endedAt, options, revertAt, undoneBy } = update;
  const revertState = update.revertState ?? (revertAt === undefined ? undefined : revertAt === null ? null : 'waiting');
  return {
    ...(status !== undefined && { status }),
    ...(reason !== undefined && {
      reason: reason === null ? null : JSON.stringify(reason),
      reason_search: reason === null ? '' : reasonText(reason).toLowerCase(),
    }),
    ...(endedAt !== undefined && { ended_at: endedAt }),
    ...(options !== undefined && { options: options === null ? null : JSON.stringify(options) }),
    ...(revertAt !== undefined && { revert_at: revertAt }),
    ...(revertState !== undefined && { revert_state: revertState }),
    ...(undoneBy !== undefined && { undone_by: undoneBy }),
  };
}
