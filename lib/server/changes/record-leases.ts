import 'server-only';
import type { ExpressionBuilder, Kysely } from 'kysely';
import type { Tables } from '@/lib/server/db/schema';

export type Work = 'run' | 'revert';

/** A timed change that still runs is restored when it has ended. */
const revertable = ['paused', 'halted', 'interrupted', 'stopped', 'done'];

type Where = ExpressionBuilder<Tables, 'changes'>;

/** Whether no lease on a change is alive. */
export function isFree(where: Where, now: number) {
  return where.or([where('lease_until', 'is', null), where('lease_until', '<', now)]);
}

function isWork(where: Where, work: Work, now: number) {
  if (work === 'run') return where('status', '=', 'running');
  return where.and([
    where('revert_state', '=', 'waiting'),
    where('revert_at', '<=', now),
    where('status', 'in', revertable),
  ]);
}

/** Takes the longest waiting piece of work that nobody is at; its id, or null. */
export async function claimWork(
  db: Kysely<Tables>,
  work: Work,
  owner: string,
  now: number,
  leaseMs: number,
): Promise<string | null> {
  for (;;) {
    const candidate = await db
      .selectFrom('changes')
      .select('id')
      .where((where) => where.and([isWork(where, work, now), isFree(where, now)]))
      .orderBy(work === 'run' ? 'at' : 'revert_at')
      .orderBy('id')
      .limit(1)
      .executeTakeFirst();
    if (candidate === undefined) return null;
    // Another console may have seen the same one: the database lets one of both through.
    const { numUpdatedRows } = await db
      .updateTable('changes')
      .set({ lease_owner: owner, lease_until: now + leaseMs })
      .where('id', '=', candidate.id)
      .where((where) => where.and([isWork(where, work, now), isFree(where, now)]))
      .executeTakeFirst();
    if (numUpdatedRows > 0n) return candidate.id;
  }
}

/** Prolongs a lease, or takes it where nobody has it. False: another console has it. */
export async function renewLease(
  db: Kysely<Tables>,
  id: string,
  owner: string,
  now: number,
  leaseMs: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('changes')
    .set({ lease_owner: owner, lease_until: now + leaseMs })
    .where('id', '=', id)
    .where((where) => where.or([where('lease_owner', '=', owner), isFree(where, now)]))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function releaseLease(db: Kysely<Tables>, id: string, owner: string): Promise<void> {
  await db
    .updateTable('changes')
    .set({ lease_owner: null, lease_until: null })
    .where('id', '=', id)
    .where('lease_owner', '=', owner)
    .execute();
}

/** Whose lease on a change is alive; null: nobody's. */
export async function leaseHolder(db: Kysely<Tables>, id: string, now: number): Promise<string | null> {
  const lease = await db
    .selectFrom('changes')
    .select('lease_owner')
    .where('id', '=', id)
    .where('lease_until', '>=', now)
    .executeTakeFirst();
  return lease?.lease_owner ?? null;
}

/** The next time at which `claimWork` may find something, leases included; null: not as things stand. */
export async function nextWorkAt(db: Kysely<Tables>): Promise<number | null> {
  const rows = await db
    .selectFrom('changes')
    .select(['revert_at', 'status', 'lease_until'])
    .where((where) =>
      where.or([
        where('status', '=', 'running'),
        where.and([where('revert_state', '=', 'waiting'), where('status', 'in', revertable)]),
      ]),
    )
    .execute();
  const times = rows.map(({ status, revert_at, lease_until }) =>
    Math.max(status === 'running' ? 0 : (revert_at ?? 0), lease_until === null ? 0 : lease_until + 1),
  );
  return times.length === 0 ? null : Math.min(...times);
}
