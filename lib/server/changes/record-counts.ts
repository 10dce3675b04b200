import 'server-only';
import { type Kysely, sql } from 'kysely';
import { groupBy } from '@/lib/deepflow/group-by';
import type { Tables } from '@/lib/server/db/schema';
import { type ItemCounts, toCounts } from './record-rows';

/** How many items of each status and outcome some changes have. */
export async function itemCounts(db: Kysely<Tables>, ids: readonly string[]): Promise<(id: string) => ItemCounts> {
  if (ids.length === 0) return () => toCounts([]);
  const rows = await db
    .selectFrom('change_items')
    .select(['change_id', 'status', 'outcome'])
    .select((select) => select.fn.countAll<number>().as('items'))
    .select(
      sql<number>`sum(case when status = 'written' and coalesce(verified, 0) = 0 then 1 else 0 end)`.as('unverified'),
    )
    .where('change_id', 'in', ids)
    .groupBy(['change_id', 'status', 'outcome'])
    .execute();
  const byChange = groupBy(rows, ({ change_id }) => change_id);
  return (id) => toCounts(byChange.get(id) ?? []);
}
