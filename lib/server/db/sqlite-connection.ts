import 'server-only';
import { createRequire } from 'node:module';
import { type DialectAdapter, SqliteAdapter, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely';
import type Sqlite from 'libsql';

/** Loaded when it is needed: a console on PostgreSQL does without. It is a native module, so the bundler leaves it be. */
export function openFile(path: string, timeoutMs: number): Sqlite.Database {
  const Driver = createRequire(import.meta.url)('libsql') as typeof Sqlite;
  return new Driver(path, { timeout: timeoutMs });
}

/** SQLite takes back changes of tables with their transaction, so that a step of a migration is taken whole or not. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

export class LibSqlDialect extends SqliteDialect {
  constructor(file: Sqlite.Database) {
    super({ database: connection(file) });
  }

  override createAdapter(): DialectAdapter {
    return new TransactionalAdapter();
  }
}

/**
 * The file as kysely uses one. Each write takes the file's lock first, by `exec`: libsql 0.5.29 leaves a prepared
 * statement that found the file locked unfinished, after which no transaction of the connection can be committed
 * ("SQL statements in progress"). Whoever has the lock is not turned away any more.
 */
function connection(file: Sqlite.Database): SqliteDatabase {
  const cache = new Map<string, SqliteStatement>();
  return {
    close: () => {
      cache.clear();
      file.close();
    },
    prepare(sql) {
      const known = cache.get(sql);
      if (known !== undefined) return known;
      const made = transactionStep(file, sql) ?? statement(file, sql);
      if (cache.size >= 100) cache.clear();
      cache.set(sql, made);
      return made;
    },
  };
}

function transactionStep(file: Sqlite.Database, sql: string): SqliteStatement | null {
  if (sql !== 'begin' && sql !== 'commit' && sql !== 'rollback') return null;
  const run = () => {
    // SQLite has rolled back by itself where the disk is full.
    if (sql !== 'rollback' || file.inTransaction) file.exec(sql === 'begin' ? 'begin immediate' : sql);
    return { changes: 0, lastInsertRowid: 0 };
  };
  return { reader: false, run, all: () => [], iterate: () => [].values() };
}

function statement(file: Sqlite.Database, sql: string): SqliteStatement {
  const prepared = file.prepare(sql);
  const locked = <T>(work: () => T): T => {
    if (file.inTransaction) return work();
    file.exec('begin immediate');
    try {
      const result = work();
      file.exec('commit');
      return result;
    } catch (error) {
      if (file.inTransaction) file.exec('rollback');
      throw error;
    }
  };
  const isWrite = !/^\s*(select|with|pragma)\b/i.test(sql);
  return {
    reader: prepared.reader,
    all: (values) => (isWrite ? locked(() => prepared.all(values)) : prepared.all(values)),
    run: (values) => (isWrite ? locked(() => prepared.run(values)) : prepared.run(values)),
    iterate: (values) => prepared.iterate(values),
  };
}
