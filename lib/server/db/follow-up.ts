import 'server-only';
import { type Kysely, SqliteAdapter, sql, type Transaction } from 'kysely';
import type { Tables } from './schema';

/**
 * A transaction whose commit does not wait for the disk, for what a change that is on record comes to. It is kept when
 * the process dies. When the power fails it may be lost, alone: what was on the disk before says that the change was
 * about to be written, and its object tells the rest. Throws what `work` and the database throw.
 * (https://sqlite.org/pragma.html#pragma_synchronous, PostgreSQL's synchronous_commit.)
 */
export function followUp<T>(db: Kysely<Tables>, work: (transaction: Transaction<Tables>) => Promise<T>): Promise<T> {
  if (!(db.getExecutor().adapter instanceof SqliteAdapter))
    return db.transaction().execute(async (transaction) => {
      await sql`set local synchronous_commit to off`.execute(transaction);
      return work(transaction);
    });
  // SQLite takes the setting between transactions alone; the connection is held, so that no other commit falls under it.
  return db.connection().execute(async (connection) => {
    await sql`pragma synchronous = normal`.execute(connection);
    try {
      return await connection.transaction().execute(work);
    } finally {
      await sql`pragma synchronous = full`.execute(connection);
    }
  });
}
