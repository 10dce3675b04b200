import 'server-only';
import type { Kysely } from 'kysely';
import { ProblemError } from '@/lib/http/problem';
import { followUp } from '@/lib/server/db/follow-up';
import type { Tables } from '@/lib/server/db/schema';
import { nextTurn } from '@/lib/server/next-turn';
import { changeIds } from './change-ids';
import { itemNotes } from './item-notes';
import { itemCounts } from './record-counts';
import { claimWork, leaseHolder, nextWorkAt, releaseLease, renewLease } from './record-leases';
import { overtakenObjects } from './record-overtaken';
import { waitingReverts } from './record-reverts';
import { targetKey, toChangeRow, toCounts, toItemRow, toItemUpdate, toStoredChange, toStoredItem } from './record-rows';
import { listChanges, listItems } from './record-search';
import { endTimer, noLease, updateChange } from './record-update';
import type { ChangeRecords, StoredChange } from './records';

/** Rows of one insert: the databases limit the values of a statement, and other requests wait for their turn. */
const insertRows = 200;

export type RecordOptions = {
  /** This console, among those that share the database. */
  owner: string;
  /** How long a change that was just started counts as this console's work unless the lease is renewed. */
  leaseMs: number;
  now?: () => number;
};

export type DatabaseRecords = ChangeRecords & {
  /** When a claim may find something, for the workers, which sleep until then; null: not as things stand. */
  nextWorkAt(): Promise<number | null>;
  /** Ends every lease, where no other console can be alive. */
  dropLeases(): Promise<void>;
};

/** The record, on either database. */
export function databaseRecords(
  db: Kysely<Tables>,
  { owner, leaseMs, now = Date.now }: RecordOptions,
): DatabaseRecords {
  const newId = changeIds(now);
  const note = itemNotes(db);

  async function one(id: string, gatewayId?: string): Promise<StoredChange> {
    const row = await db
      .selectFrom('changes')
      .selectAll()
      .where('id', '=', id)
      .$if(gatewayId !== undefined, (query) => query.where('gateway_id', '=', gatewayId ?? ''))
      .executeTakeFirst();
    if (row === undefined) throw noSuchChange();
    return toStoredChange(row, (await itemCounts(db, [id]))(id));
  }

  return {
    async create(change) {
      const id = newId();
      const at = now();
      const row = toChangeRow(change, id, at);
      const lease = change.status === 'running' ? { lease_owner: owner, lease_until: at + leaseMs } : noLease;
      await db.transaction().execute(async (transaction) => {
        await transaction
          .insertInto('changes')
          .values({ ...row, ...lease })
          .execute();
        if (change.status === 'running') await endTimer(transaction, change.undoOf);
        for (let start = 0; start < change.items.length; start += insertRows) {
          const rows = change.items
            .slice(start, start + insertRows)
            .map((item, index) => toItemRow(item, id, start + index));
          if (start > 0) await nextTurn();
          await transaction.insertInto('change_items').values(rows).execute();
        }
      });
      // Not read again: where that failed, the change would be on record and its caller think that it is not.
      const counts = change.items.map(({ status, outcome }) => ({ status, outcome, items: 1, unverified: 0 }));
      return toStoredChange({ ...row, ...lease }, toCounts(counts));
    },

    change: (gatewayId, id) => one(id, gatewayId),

    list: (gatewayId, query) => listChanges(db, gatewayId, query),

    async items(gatewayId, id, query) {
      await one(id, gatewayId);
      return listItems(db, id, query);
    },

    async itemsOf(id, statuses) {
      const rows = await db
        .selectFrom('change_items')
        .selectAll()
        .where('change_id', '=', id)
        .where('status', 'in', statuses)
        .orderBy('position')
        .execute();
      return rows.map(toStoredItem);
    },

    noteItem: (id, position, outcome) => note(id, position, toItemUpdate(outcome)),

    endSingle: (id, outcome) =>
      followUp(db, async (transaction) => {
        await transaction
          .updateTable('change_items')
          .set(toItemUpdate(outcome))
          .where('change_id', '=', id)
          .where('position', '=', 0)
          .execute();
        const at = now();
        await updateChange(transaction, id, { status: 'done', endedAt: at }, undefined, { owner, now: at, leaseMs });
      }),

    async moveItems(id, from, to) {
      const { numUpdatedRows } = await db
        .updateTable('change_items')
        .set(to === 'waiting' ? { status: to, problem: null } : { status: to })
        .where('change_id', '=', id)
        .where('status', 'in', from)
        .executeTakeFirst();
      return Number(numUpdatedRows);
    },

    update: (id, update, from) => updateChange(db, id, update, from, { owner, now: now(), leaseMs }),

    async latest(gatewayId, target, objectId) {
      const row = await db
        .selectFrom('change_items')
        .innerJoin('changes', 'changes.id', 'change_items.change_id')
        .selectAll('change_items')
        .where('changes.gateway_id', '=', gatewayId)
        .where('changes.target_key', '=', targetKey(target))
        .where('change_items.object_id', '=', objectId)
        .where('change_items.status', '=', 'written')
        .orderBy('change_items.written_at', 'desc')
        .orderBy('change_items.change_id', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row && { changeId: row.change_id, item: toStoredItem(row) };
    },

    overtaken: (gatewayId, id) => overtakenObjects(db, gatewayId, id),

    waitingReverts: (gatewayId) => waitingReverts(db, gatewayId),

    async claim(work, claimant, at, forMs) {
      const id = await claimWork(db, work, claimant, at, forMs);
      return id === null ? null : one(id);
    },
    renew: (id, claimant, at, forMs) => renewLease(db, id, claimant, at, forMs),
    release: (id, claimant) => releaseLease(db, id, claimant),
    async holder(id) {
      const holder = await leaseHolder(db, id, now());
      return holder === null ? null : holder === owner ? 'this' : 'other';
    },
    nextWorkAt: () => nextWorkAt(db),
    async dropLeases() {
      await db.updateTable('changes').set(noLease).where('lease_until', 'is not', null).execute();
    },

    async dropPlanned(before) {
      const { numDeletedRows } = await db
        .deleteFrom('changes')
        .where('status', '=', 'planned')
        .where('at', '<', before)
        .executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}

function noSuchChange(): ProblemError {
  return new ProblemError({
    type: 'about:blank',
    title: 'No such change',
    status: 404,
    code: 'not_found',
    detail: 'The record has no change of this id.',
    field: 'changeId',
  });
}
