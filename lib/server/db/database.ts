import 'server-only';
import { Kysely, type Migration, Migrator } from 'kysely';
import { type DatabaseKind, migrationsFor } from './migrations';
import { openPostgres } from './postgres';
import type { Tables } from './schema';
import type { DatabaseSettings } from './settings';
import { openSqlite } from './sqlite';
import { storableTexts } from './storable-texts';
import { DatabaseUnusable } from './unusable';

export type Database = {
  kind: DatabaseKind;
  db: Kysely<Tables>;
  close: () => Promise<void>;
};

/** Opens the database and brings its tables up to date. Throws DatabaseUnusable. */
export async function openDatabase(
  settings: DatabaseSettings,
  migrations: Record<string, Migration> = migrationsFor(settings.kind),
): Promise<Database> {
  const { dialect, release } =
    settings.kind === 'sqlite'
      ? openSqlite(settings.folder)
      : { dialect: await openPostgres(settings.url), release: () => {} };
  const db = new Kysely<Tables>({ dialect, plugins: [storableTexts()] });
  const close = async () => {
    await db.destroy();
    release();
  };
  try {
    await migrate(db, migrations);
  } catch (error) {
    await close().catch(() => undefined);
    throw unusable(settings.kind, error);
  }
  return { kind: settings.kind, db, close };
}

async function migrate(db: Kysely<Tables>, migrations: Record<string, Migration>): Promise<void> {
  const { error } = await new Migrator({ db, provider: { getMigrations: async () => migrations } }).migrateToLatest();
  if (error !== undefined) throw error;
}

/** Codes of PostgreSQL and of the network that go by themselves: a server that starts, fails over or is full. */
const passing = /^(08|53|57|ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOST|ENET|EPIPE)/;

function unusable(kind: DatabaseKind, cause: unknown): DatabaseUnusable {
  const message = cause instanceof Error ? cause.message : '';
  const code = codeOf(cause);
  const setting = kind === 'sqlite' ? 'ROUTELENS_DATA_DIR' : 'DATABASE_URL';
  if (/^corrupted migrations/.test(message))
    return new DatabaseUnusable(`${setting}: the database was written by a newer version of the console.`, { cause });
  const isPassing = kind === 'postgres' && (passing.test(code) || /timeout|terminated/i.test(message));
  return new DatabaseUnusable(`${setting}: the database cannot be used (${code || 'no answer'}).`, {
    cause,
    isPassing,
  });
}

/** SQLite's or PostgreSQL's code of an error, or the network's; empty: it has none. */
export function codeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return '';
  if ('code' in cause && typeof cause.code === 'string') return cause.code;
  return cause instanceof AggregateError ? codeOf(cause.errors[0]) : '';
}
