import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type Sqlite from 'libsql';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { databaseRecords } from '@/lib/server/changes/database-records';
import { Secret } from '@/lib/server/secret';
import { openDatabase } from './database';
import { followUp } from './follow-up';
import { migrationsFor } from './migrations';
import { databaseSettings } from './settings';

const LibSql = createRequire(import.meta.url)('libsql') as typeof Sqlite;
let folder: string;
const sqlite = () => ({ kind: 'sqlite' as const, folder });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'routelens-db-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** The tables and indexes of a file, as SQLite tells them. */
function schemaOf(path: string): unknown[] {
  const file = new LibSql(path);
  try {
    return file
      .prepare(
        "select type, name, sql from sqlite_master where name not like 'kysely%' and sql is not null order by name",
      )
      .all();
  } finally {
    file.close();
  }
}

test('the folder is made, and nobody else may read what lies in it', async () => {
  folder = join(folder, 'a', 'b');
  const database = await openDatabase(sqlite());
  await database.db.selectFrom('changes').selectAll().execute();
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  const files = readdirSync(folder);
  expect(files).toEqual(expect.arrayContaining(['routelens.db', 'routelens.db-wal']));
  for (const file of files) expect(statSync(join(folder, file)).mode & 0o077, file).toBe(0);
  await database.close();
  folder = join(folder, '..', '..');
});

test('a file that others could read is closed to them', async () => {
  writeFileSync(join(folder, 'routelens.db'), '', { mode: 0o644 });
  const database = await openDatabase(sqlite());
  expect(statSync(join(folder, 'routelens.db')).mode & 0o077).toBe(0);
  await database.close();
});

test('a second console on the same folder is refused with its reason, and let in when the first has ended', async () => {
  const first = await openDatabase(sqlite());
  await expect(openDatabase(sqlite())).rejects.toThrow(/in use by another console/);
  await first.close();
  await (await openDatabase(sqlite())).close();
});

test('a backup may read the file while the console runs', async () => {
  const database = await openDatabase(sqlite());
  const backup = new LibSql(join(folder, 'routelens.db'));
  backup.exec(`vacuum into '${join(folder, 'backup.db')}'`);
  backup.close();
  expect(schemaOf(join(folder, 'backup.db'))).toHaveLength(8);
  await database.close();
});

test('what is committed is on the disk before the statement ends', async () => {
  const database = await openDatabase(sqlite());
  const { sql } = await import('kysely');
  const settings = await Promise.all(
    ['journal_mode', 'synchronous', 'foreign_keys'].map(async (name) => {
      const { rows } = await sql.raw<Record<string, unknown>>(`pragma ${name}`).execute(database.db);
      return rows[0]?.[name];
    }),
  );
  expect(settings).toEqual(['wal', 2, 1]);
  await database.close();
});

test('what a change came to does not wait for the disk, and what is committed after it does, whether it failed or not', async () => {
  const database = await openDatabase(sqlite());
  const { sql } = await import('kysely');
  const synchronous = async (db: typeof database.db) =>
    (await sql<{ synchronous: number }>`pragma synchronous`.execute(db)).rows[0]?.synchronous;
  expect(await followUp(database.db, synchronous)).toBe(1);
  expect(await synchronous(database.db)).toBe(2);
  await expect(followUp(database.db, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await synchronous(database.db)).toBe(2);
  // Who commits meanwhile waits for the connection, and then for the disk.
  const both = [followUp(database.db, synchronous), database.db.transaction().execute(synchronous)];
  expect(await Promise.all(both)).toEqual([1, 2]);
  await database.close();
});

test('a file of the first release opens, keeps what is in it, and gets the tables of today', async () => {
  const old = new LibSql(join(folder, 'routelens.db'));
  old.exec(readFileSync('test/fixtures/db/2026-11-01-changes.sql', 'utf8'));
  old.close();
  const database = await openDatabase(sqlite());
  const records = databaseRecords(database.db, { owner: 'me', leaseMs: 1000 });
  const { rows } = await records.list('default', {});
  expect(rows).toMatchObject([
    {
      actor: 'alice',
      status: 'done',
      target: { kind: 'route_plugin', plugin: 'opentelemetry' },
      wish: { state: 'on', config: { sampler: { name: 'always_on' } } },
      counts: { total: 1, written: 1 },
    },
  ]);
  expect((await records.items('default', rows[0]?.id ?? '', {})).rows).toMatchObject([
    { objectId: 'orders', before: null, after: { sampler: { name: 'always_on' } }, verified: true },
  ]);
  await database.close();

  const today = mkdtempSync(join(tmpdir(), 'routelens-db-'));
  await (await openDatabase({ kind: 'sqlite', folder: today })).close();
  expect(schemaOf(join(folder, 'routelens.db'))).toEqual(schemaOf(join(today, 'routelens.db')));
  rmSync(today, { recursive: true });
});

test('a later step is taken once, on a file of an earlier release', async () => {
  await (await openDatabase(sqlite())).close();
  const up = vi.fn(async (db) => db.schema.createTable('later').addColumn('id', 'text').execute());
  const more = { ...migrationsFor('sqlite'), '2999-01-01-later': { up } };
  await (await openDatabase(sqlite(), more)).close();
  await (await openDatabase(sqlite(), more)).close();
  expect(up).toHaveBeenCalledTimes(1);
  await expect(openDatabase(sqlite())).rejects.toThrow(/newer version of the console/);
});

test.each<[string, () => void, RegExp]>([
  [
    'a folder in which nothing can be made',
    () => (folder = '/proc/routelens'),
    /nothing can be written in \/proc\/routelens/,
  ],
  [
    'a file in the place of the folder',
    () => (folder = '/dev/null'),
    /nothing can be written in \/dev\/null \(ENOTDIR\)/,
  ],
  [
    'a file that is no database',
    () => writeFileSync(join(folder, 'routelens.db'), 'no database '.repeat(1000)),
    /routelens.db cannot be used \(SQLITE_NOTADB\)/,
  ],
])('%s: one readable message', async (_case, prepare, message) => {
  const made = folder;
  prepare();
  await expect(openDatabase(sqlite())).rejects.toThrow(message);
  folder = made;
});

test('a PostgreSQL that does not answer is one that may answer later, and its address is not told', async () => {
  const url = new Secret('postgres://routelens:pass-word-1@127.0.0.1:9/routelens');
  const error = await openDatabase({ kind: 'postgres', url }).then(
    () => null,
    (failure: unknown) => failure,
  );
  expect(error).toMatchObject({ isPassing: true, message: expect.stringMatching(/DATABASE_URL.*ECONNREFUSED/) });
  expect(inspect(error, { depth: 9 })).not.toContain('pass-word-1');
});

test('where the data lie', () => {
  vi.stubEnv('INIT_CWD', '/somewhere');
  vi.stubEnv('ROUTELENS_DATA_DIR', '');
  expect(databaseSettings()).toEqual({ kind: 'sqlite', folder: '/somewhere/routelens-data' });
  vi.stubEnv('ROUTELENS_DATA_DIR', 'data');
  expect(databaseSettings()).toEqual({ kind: 'sqlite', folder: '/somewhere/data' });
  vi.stubEnv('ROUTELENS_DATA_DIR', '');
  writeFileSync(join(folder, 'url'), 'postgresql://u:pass-word-2@db:5432/routelens\n');
  vi.stubEnv('DATABASE_URL_FILE', join(folder, 'url'));
  const settings = databaseSettings();
  expect(settings).toMatchObject({ kind: 'postgres' });
  expect(JSON.stringify(settings)).not.toContain('pass-word-2');
});

test.each([
  ['another database', { DATABASE_URL: 'mysql://u:pass-word-3@db/x' }, /must be the address of a PostgreSQL database/],
  ['no address at all', { DATABASE_URL: 'pass-word-3' }, /must be the address of a PostgreSQL database/],
  ['no name', { DATABASE_URL: 'postgres://u:pass-word-3@db:5432' }, /must name a database/],
  ['both places', { DATABASE_URL: 'postgres://u:pass-word-3@db/x', ROUTELENS_DATA_DIR: '/data' }, /both set/],
])('a DATABASE_URL with %s is refused without being told', (_case, variables, message) => {
  vi.stubEnv('ROUTELENS_DATA_DIR', '');
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  expect(() => databaseSettings()).toThrow(message);
  expect(() => databaseSettings()).not.toThrow(/pass-word-3/);
});
