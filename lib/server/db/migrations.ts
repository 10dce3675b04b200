import 'server-only';
import { type Kysely, type Migration, sql } from 'kysely';

export type DatabaseKind = 'sqlite' | 'postgres';

/**
 * Every step from an empty database to today's tables, by name and in order. A step that was released is never edited:
 * databases out there have taken it.
 */
export function migrationsFor(kind: DatabaseKind): Record<string, Migration> {
  return { '2026-11-01-changes': { up: (db: Kysely<unknown>) => createChanges(db, kind) } };
}

async function createChanges(db: Kysely<unknown>, kind: DatabaseKind): Promise<void> {
  // Compared byte by byte on both: a language's own order of letters need not follow the time that is in an id.
  const id = kind === 'postgres' ? sql`text collate "C"` : sql`text`;
  await db.schema
    .createTable('changes')
    .addColumn('id', id, (column) => column.primaryKey().notNull())
    .addColumn('gateway_id', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('ended_at', 'bigint')
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('origin', 'text', (column) => column.notNull())
    .addColumn('target_key', 'text', (column) => column.notNull())
    .addColumn('plugin', 'text')
    .addColumn('target', 'text', (column) => column.notNull())
    .addColumn('wish', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('reason', 'text')
    .addColumn('options', 'text')
    .addColumn('revert_at', 'bigint')
    .addColumn('revert_state', 'text')
    .addColumn('undo_of', id)
    .addColumn('undone_by', id)
    .addColumn('total', 'integer', (column) => column.notNull())
    .addColumn('objects', 'text', (column) => column.notNull())
    .addColumn('search', 'text', (column) => column.notNull())
    .addColumn('reason_search', 'text', (column) => column.notNull())
    .addColumn('lease_owner', 'text')
    .addColumn('lease_until', 'bigint')
    .execute();
  await db.schema.createIndex('changes_by_time').on('changes').columns(['gateway_id', 'at', 'id']).execute();
  await db.schema.createIndex('changes_by_status').on('changes').columns(['status', 'lease_until']).execute();
  await db.schema.createIndex('changes_by_revert').on('changes').columns(['revert_state', 'revert_at']).execute();

  await db.schema
    .createTable('change_items')
    .addColumn('change_id', id, (column) => column.notNull().references('changes.id').onDelete('cascade'))
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('object_id', 'text', (column) => column.notNull())
    .addColumn('object_name', 'text', (column) => column.notNull())
    .addColumn('search', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('reason', 'text')
    .addColumn('seen', 'text', (column) => column.notNull())
    .addColumn('before', 'text')
    .addColumn('after', 'text')
    .addColumn('chip_before', 'text')
    .addColumn('chip_after', 'text')
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('verified', 'integer')
    .addColumn('other_differences', 'text', (column) => column.notNull())
    .addColumn('nodes', 'text', (column) => column.notNull())
    .addColumn('problem', 'text')
    .addColumn('written_at', 'bigint')
    .addPrimaryKeyConstraint('change_items_key', ['change_id', 'position'])
    .execute();
  // The counts of a change, and a text search, are answered from these indexes without reading configurations.
  await db.schema
    .createIndex('change_items_by_status')
    .on('change_items')
    .columns(['change_id', 'status', 'outcome', 'verified'])
    .execute();
  await db.schema.createIndex('change_items_by_text').on('change_items').columns(['search', 'change_id']).execute();
  await db.schema
    .createIndex('change_items_by_object')
    .on('change_items')
    .columns(['object_id', 'change_id'])
    .execute();
}
