import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, test } from 'vitest';
import { type Database, openDatabase } from '@/lib/server/db/database';
import type { DatabaseSettings } from '@/lib/server/db/settings';
import { Secret } from '@/lib/server/secret';
import { hasPostgres, startPostgres } from '@/test/postgres';
import { type DatabaseRecords, databaseRecords } from './database-records';
import type { StoredChange } from './records';
import { newChange, newItem } from './testing-records';

type Place = { settings: DatabaseSettings; remove: () => unknown };
const places: [name: string, open: () => Promise<Place>][] = [
  [
    'SQLite',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'routelens-records-'));
      return { settings: { kind: 'sqlite', folder }, remove: () => rmSync(folder, { recursive: true }) };
    },
  ],
  [
    'PostgreSQL',
    async () => {
      const server = await startPostgres();
      return { settings: { kind: 'postgres', url: new Secret(server.url) }, remove: server.stop };
    },
  ],
];

/** What tests of the record have: its clock, the record as the first console sees it, and as another one does. */
type RecordPlace = {
  clock: number;
  records: DatabaseRecords;
  as: (owner: string) => DatabaseRecords;
  written: (objectIds: string[], change?: Parameters<typeof newChange>[0]) => Promise<StoredChange>;
};

/** The same tests on each database; every test begins with an empty record. */
export function describeOnEachDatabase(tests: (on: RecordPlace) => void): void {
  describe.each(places)('%s', { timeout: 60_000 }, (name, open) => {
    if (name === 'PostgreSQL' && !hasPostgres()) {
      test.skip('skipped: there is no PostgreSQL (Debian: apt-get install postgresql)');
      return;
    }

    let place: Place;
    let database: Database;
    const as = (owner: string) => databaseRecords(database.db, { owner, leaseMs: 1000, now: () => on.clock });
    /** A change that has written these objects, one millisecond after the one before. */
    const written: RecordPlace['written'] = async (objectIds, change = {}) => {
      on.clock += 1;
      const made = await on.records.create(newChange({ items: objectIds.map((id) => newItem(id)), ...change }));
      for (const position of objectIds.keys())
        await on.records.noteItem(made.id, position, { status: 'written', verified: true, writtenAt: on.clock });
      await on.records.update(made.id, { status: 'done', endedAt: on.clock });
      return made;
    };
    const on = { clock: 0, as, written } as RecordPlace;

    beforeAll(async () => {
      place = await open();
      database = await openDatabase(place.settings);
    }, 60_000);
    afterAll(async () => {
      await database?.close();
      await place?.remove();
    });
    beforeEach(async () => {
      await database.db.deleteFrom('changes').execute();
      on.clock = 1_800_000_000_000;
      on.records = as('console-1');
    });

    tests(on);
  });
}
