import 'server-only';
import { type Expression, type ExpressionBuilder, type Kysely, type SqlBool, sql } from 'kysely';
import { switchedPlugins } from '@/lib/apisix/plugins-in-force';
import type { ChangeItemQuery, ChangeListQuery } from '@/lib/changes/dto';
import type { Tables } from '@/lib/server/db/schema';
import { itemCounts } from './record-counts';
import { targetKey, toStoredChange, toStoredItem } from './record-rows';
import type { StoredChange, StoredItem } from './records';

const defaultRows = 50;
const maxRows = 500;

/** A page of changes, newest first, with how many match in all and who there is to filter by. */
export async function listChanges(
  db: Kysely<Tables>,
  gatewayId: string,
  query: ChangeListQuery,
): Promise<{ rows: StoredChange[]; next: string | null; total: number; actors: string[] }> {
  const limit = Math.min(query.limit ?? defaultRows, maxRows);
  const matching = db.selectFrom('changes').where((where) => matchesList(where, gatewayId, query));
  let page = matching
    .selectAll()
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (query.after !== undefined) {
    const last = await db.selectFrom('changes').select('at').where('id', '=', query.after).executeTakeFirst();
    const { after } = query;
    if (last !== undefined)
      page = page.where((where) =>
        where.or([where('at', '<', last.at), where.and([where('at', '=', last.at), where('id', '<', after)])]),
      );
  }
  const found = await page.execute();
  const rows = found.slice(0, limit);
  const counts = await itemCounts(
    db,
    rows.map(({ id }) => id),
  );
  const { total } = await matching
    .select((select) => select.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const actors = await db
    .selectFrom('changes')
    .select('actor')
    .distinct()
    .where('gateway_id', '=', gatewayId)
    .where('status', '!=', 'planned')
    .orderBy('actor')
    .execute();
  return {
    rows: rows.map((row) => toStoredChange(row, counts(row.id))),
    next: found.length > limit ? (rows.at(-1)?.id ?? null) : null,
    total: Number(total),
    actors: actors.map(({ actor }) => actor),
  };
}

function matchesList(
  where: ExpressionBuilder<Tables, 'changes'>,
  gatewayId: string,
  { q, plugin, route, actor, origin, status, from, to }: ChangeListQuery,
): Expression<SqlBool> {
  const all: Expression<SqlBool>[] = [where('gateway_id', '=', gatewayId), where('status', '!=', 'planned')];
  if (plugin !== undefined) all.push(where('plugin', '=', plugin));
  if (actor !== undefined) all.push(where('actor', '=', actor));
  if (origin !== undefined) all.push(where('origin', '=', origin));
  if (status !== undefined) all.push(where('status', '=', status));
  if (from !== undefined) all.push(where('at', '>=', from));
  if (to !== undefined) all.push(where('at', '<=', to));
  if (route !== undefined) all.push(touchesRoute(where, route));
  for (const word of words(q))
    all.push(
      where.or([
        contains('search', word),
        contains('reason_search', word),
        where(
          'id',
          'in',
          where.selectFrom('change_items').select('change_id').where(contains('change_items.search', word)),
        ),
      ]),
    );
  return where.and(all);
}

/** What was left out on a route is not part of its history. */
function touchesRoute(where: ExpressionBuilder<Tables, 'changes'>, route: string): Expression<SqlBool> {
  return where.and([
    where(
      'target_key',
      'in',
      switchedPlugins.map((plugin) => targetKey({ kind: 'route_plugin', plugin })),
    ),
    where(
      'id',
      'in',
      where
        .selectFrom('change_items')
        .select('change_id')
        .where('object_id', '=', route)
        .where('change_items.status', 'not in', ['skipped', 'unchanged']),
    ),
  ]);
}

/** Some items of a change, in order, and how many match. */
export async function listItems(
  db: Kysely<Tables>,
  id: string,
  { status, outcome, q, offset = 0, limit = defaultRows }: ChangeItemQuery,
): Promise<{ rows: StoredItem[]; matched: number }> {
  const matching = db
    .selectFrom('change_items')
    .where((where) =>
      where.and([
        where('change_id', '=', id),
        ...(status === undefined ? [] : [where('status', '=', status)]),
        ...(outcome === undefined ? [] : [where('outcome', '=', outcome)]),
        ...words(q).map((word) => contains('search', word)),
      ]),
    );
  const rows = await matching.selectAll().orderBy('position').offset(offset).limit(Math.min(limit, maxRows)).execute();
  const { matched } = await matching
    .select((select) => select.fn.countAll<number>().as('matched'))
    .executeTakeFirstOrThrow();
  return { rows: rows.map(toStoredItem), matched: Number(matched) };
}

function words(q: string | undefined): string[] {
  return (q ?? '').toLowerCase().split(/\s+/).filter(Boolean);
}

/** Both sides are in lower case already: the databases have different ideas of letters beyond ASCII. */
function contains(column: 'search' | 'reason_search' | 'change_items.search', word: string): Expression<SqlBool> {
  const pattern = `%${word.replace(/[\\%_]/g, '\\$&')}%`;
  return sql<SqlBool>`${sql.ref(column)} like ${pattern} escape '\\'`;
}
