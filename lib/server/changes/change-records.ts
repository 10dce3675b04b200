import 'server-only';
import { randomUUID } from 'node:crypto';
import { ProblemError } from '@/lib/http/problem';
import { codeOf, type Database, openDatabase } from '@/lib/server/db/database';
import { databaseSettings } from '@/lib/server/db/settings';
import { processWide } from '@/lib/server/process-wide';
import { databaseRecords } from './database-records';

/** How long a console that says no more is taken to be at its work. It renews its leases three times in that. */
export const leaseMs = 15_000;

/** The same for a change that was just begun: that of one route is made under this lease, with all its attempts. */
const firstLeaseMs = 120_000;

export type ConsoleRecords = ReturnType<typeof databaseRecords>;

const opened = processWide('change-records', () => ({
  /** This process among the consoles that share a database. */
  owner: randomUUID(),
  records: null as Promise<ConsoleRecords> | null,
  database: null as Database | null,
  wake: () => {},
}));

/** Names this process in leases. */
export const leaseOwner = opened.owner;

/**
 * The record of changes of this console, opened at the first use.
 * Throws `record_unavailable`, as each of its methods does where the database fails: no change is begun then.
 */
export async function changeRecords(): Promise<ConsoleRecords> {
  try {
    return await openRecords();
  } catch (error) {
    throw recordUnavailable(error);
  }
}

/** The same, with what is wrong as it is (ConfigError, DatabaseUnusable), for the start of the server. */
export function openRecords(): Promise<ConsoleRecords> {
  opened.records ??= open().catch((error: unknown) => {
    // The next request tries again.
    opened.records = null;
    throw error;
  });
  return opened.records;
}

async function open(): Promise<ConsoleRecords> {
  const database = await openDatabase(databaseSettings());
  opened.database = database;
  const records = databaseRecords(database.db, { owner: opened.owner, leaseMs: firstLeaseMs });
  // The folder is this console's alone, so whoever had a lease is gone.
  if (database.kind === 'sqlite') await records.dropLeases();
  return guarded(records);
}

/** Whether several consoles may share the database. */
export function sharesDatabase(): boolean {
  return databaseSettings().kind === 'postgres';
}

/** Calls `wake` whenever this console has written what a worker may have to do. */
export function whenWorkMayBe(wake: () => void): void {
  opened.wake = wake;
}

/** Closes the database; the next use opens it again. For tests, which begin with a new one. */
export async function closeRecords(): Promise<void> {
  const { database } = opened;
  opened.records = null;
  opened.database = null;
  await database?.close();
}

/** A change that has ended may be a timed one, and one that is let go of may be due. */
const makesWork: ReadonlySet<string> = new Set<keyof ConsoleRecords>(['update', 'endSingle', 'release']);

/** Turns every failure of the database into the one problem that says so. */
function guarded(records: ConsoleRecords): ConsoleRecords {
  const methods = Object.entries(records).map(([name, method]) => [
    name,
    async (...values: unknown[]) => {
      try {
        const result = await (method as (...values: unknown[]) => Promise<unknown>)(...values);
        if (makesWork.has(name)) opened.wake();
        return result;
      } catch (error) {
        throw error instanceof ProblemError || isFaultOfOurs(error) ? error : recordUnavailable(error);
      }
    },
  ]);
  return Object.fromEntries(methods) as ConsoleRecords;
}

/** A statement that the database refuses whatever its state: ours are wrong then, not the database. */
function isFaultOfOurs(error: unknown): boolean {
  return /^(SQLITE_CONSTRAINT|SQLITE_ERROR$|22|23|42)/.test(codeOf(error)) || error instanceof TypeError;
}

function recordUnavailable(cause: unknown): ProblemError {
  const code = codeOf(cause);
  return new ProblemError(
    {
      type: 'about:blank',
      title: 'The record of changes cannot be reached',
      status: 503,
      code: 'record_unavailable',
      detail: `The console's database cannot be used${code === '' ? '' : ` (${code})`}.`,
    },
    { cause },
  );
}
