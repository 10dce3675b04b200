import 'server-only';
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Dialect } from 'kysely';
import type Sqlite from 'libsql';
import { LibSqlDialect, openFile } from './sqlite-connection';
import { DatabaseUnusable } from './unusable';

/** How long a statement waits for another program that holds the file (a backup). It holds up the whole server. */
const busyTimeoutMs = 1000;

const databaseFile = 'routelens.db';
const lockFile = 'routelens.lock';

/**
 * Opens the file of a folder, which it makes if need be. What lies in it may hold secrets of the gateway (an undo
 * brings back what was there), so that nobody but the owner may read it.
 * Throws DatabaseUnusable.
 */
export function openSqlite(folder: string): { dialect: Dialect; release: () => void } {
  const path = join(/* turbopackIgnore: true */ folder, databaseFile);
  try {
    makeFolder(folder);
    for (const name of [databaseFile, lockFile]) makePrivate(join(/* turbopackIgnore: true */ folder, name));
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new DatabaseUnusable(`ROUTELENS_DATA_DIR: nothing can be written in ${folder} (${reason}).`, { cause });
  }
  const lock = lockFolder(folder);
  try {
    const database = connect(path);
    return { dialect: new LibSqlDialect(database), release: () => lock.close() };
  } catch (cause) {
    lock.close();
    throw new DatabaseUnusable(`ROUTELENS_DATA_DIR: ${path} cannot be used (${describe(cause)}).`, { cause });
  }
}

/** Node's own `recursive` never ends in a folder that takes none, such as /proc (observed on Node.js 20.20). */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

function makePrivate(path: string): void {
  closeSync(openSync(path, 'a', 0o600));
  if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
}

function connect(path: string): Sqlite.Database {
  const database = openFile(path, busyTimeoutMs);
  database.pragma('journal_mode = WAL');
  // Every commit reaches the disk: what is about to be written to a gateway is on record even if the power fails then.
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  return database;
}

/**
 * A second console on the same file would run the same changes. The lock is an open transaction on a file of its own,
 * which the system ends with the process, however that ends; the data themselves stay open to a backup.
 */
function lockFolder(folder: string): Sqlite.Database {
  const lock = openFile(join(folder, lockFile), 0);
  try {
    lock.exec('begin exclusive');
    return lock;
  } catch (cause) {
    lock.close();
    throw new DatabaseUnusable(
      `ROUTELENS_DATA_DIR: ${folder} is in use by another console (${describe(cause)}). Give each one a folder of its ` +
        'own, or let several share a PostgreSQL database by DATABASE_URL.',
      { cause },
    );
  }
}

function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown reason';
  return 'code' in cause && typeof cause.code === 'string' && cause.code !== '' ? cause.code : cause.message;
}
