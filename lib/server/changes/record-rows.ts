import 'server-only';
import type { Selectable } from 'kysely';
import {
  type ChangeOrigin,
  type ChangeStatus,
  type ChangeTarget,
  type ItemStatus,
  itemStatuses,
  type PlanOutcome,
  planOutcomes,
  type RevertState,
} from '@/lib/changes/dto';
import { parseReason, reasonText } from '@/lib/changes/reason';
import type { ChangeItemsTable, ChangesTable } from '@/lib/server/db/schema';
import type { ItemOutcome, NewChange, NewItem, StoredChange, StoredItem } from './records';

/** Between rows of the database and what the rest of the server speaks of. */

/** How many of its objects a change names by itself. */
const namedObjects = 5;

export type ItemCounts = Pick<StoredChange, 'counts' | 'outcomes'>;

/** One line of the grouped count of a change's items. */
export type CountRow = { status: string; outcome: string; items: number; unverified: number };

export function toCounts(rows: readonly CountRow[]): ItemCounts {
  const counts = { ...zeros(itemStatuses), total: 0, unverified: 0 };
  const outcomes = zeros(planOutcomes);
  for (const { status, outcome, items, unverified } of rows) {
    counts[status as ItemStatus] += Number(items);
    counts.total += Number(items);
    counts.unverified += Number(unverified);
    outcomes[outcome as PlanOutcome] += Number(items);
  }
  return { counts, outcomes };
}

function zeros<Key extends string>(keys: readonly Key[]): Record<Key, number> {
  return Object.fromEntries(keys.map((key) => [key, 0])) as Record<Key, number>;
}

/** Kind and name of what a change writes, in one text. */
export function targetKey(target: ChangeTarget): string {
  return `${target.kind}:${target.kind === 'static_config' ? target.file : target.plugin}`;
}

export function toStoredChange(row: Selectable<ChangesTable>, counts: ItemCounts): StoredChange {
  return {
    id: row.id,
    gatewayId: row.gateway_id,
    at: row.at,
    endedAt: row.ended_at,
    actor: row.actor,
    origin: row.origin as ChangeOrigin,
    target: JSON.parse(row.target),
    wish: JSON.parse(row.wish),
    status: row.status as ChangeStatus,
    reason: parseReason(row.reason),
    ...counts,
    objects: JSON.parse(row.objects),
    options: parsed(row.options),
    revertAt: row.revert_at,
    revertState: row.revert_state as RevertState | null,
    undoOf: row.undo_of,
    undoneBy: row.undone_by,
  };
}

export function toChangeRow(
  change: NewChange,
  id: string,
  at: number,
): Omit<ChangesTable, 'lease_owner' | 'lease_until'> {
  const { target } = change;
  const name = target.kind === 'static_config' ? target.file : target.plugin;
  return {
    id,
    gateway_id: change.gatewayId,
    at,
    ended_at: change.status === 'done' ? at : null,
    actor: change.actor,
    origin: change.origin,
    target_key: targetKey(target),
    plugin: target.kind === 'static_config' ? null : target.plugin,
    target: JSON.stringify(target),
    wish: JSON.stringify(change.wish),
    status: change.status,
    reason: null,
    options: text(change.options),
    revert_at: change.revertAt,
    revert_state: change.revertAt === null ? null : 'waiting',
    undo_of: change.undoOf,
    undone_by: null,
    total: change.items.length,
    objects: JSON.stringify(
      change.items.slice(0, namedObjects).map(({ objectId, objectName }) => ({ id: objectId, name: objectName })),
    ),
    search: `${change.actor} ${name}`.toLowerCase(),
    reason_search: '',
  };
}

export function toItemRow(item: NewItem, changeId: string, position: number): ChangeItemsTable {
  return {
    change_id: changeId,
    position,
    object_id: item.objectId,
    object_name: item.objectName,
    search: `${item.objectId} ${item.objectName} ${item.reason ? reasonText(item.reason) : ''}`.toLowerCase(),
    outcome: item.outcome,
    reason: text(item.reason),
    seen: item.seen,
    before: text(item.before),
    after: text(item.after),
    chip_before: text(item.chipBefore),
    chip_after: text(item.chipAfter),
    status: item.status,
    verified: null,
    other_differences: '[]',
    nodes: '[]',
    problem: null,
    written_at: null,
  };
}

export function toStoredItem(row: Selectable<ChangeItemsTable>): StoredItem {
  return {
    position: row.position,
    objectId: row.object_id,
    objectName: row.object_name,
    outcome: row.outcome as PlanOutcome,
    reason: parseReason(row.reason),
    seen: row.seen,
    before: parsed(row.before),
    after: parsed(row.after),
    chipBefore: parsed(row.chip_before),
    chipAfter: parsed(row.chip_after),
    status: row.status as ItemStatus,
    verified: row.verified === null ? null : row.verified === 1,
    otherDifferences: JSON.parse(row.other_differences),
    nodes: JSON.parse(row.nodes),
    problem: parsed(row.problem),
    writtenAt: row.written_at,
  };
}

/** The columns that an outcome sets; what it does not name stays. */
export function toItemUpdate(outcome: ItemOutcome): Partial<ChangeItemsTable> {
  const row: Partial<ChangeItemsTable> = {};
  if (outcome.status !== undefined) row.status = outcome.status;
  if (outcome.seen !== undefined) row.seen = outcome.seen;
  if (outcome.before !== undefined) row.before = text(outcome.before);
  if (outcome.after !== undefined) row.after = text(outcome.after);
  if (outcome.chipBefore !== undefined) row.chip_before = text(outcome.chipBefore);
  if (outcome.chipAfter !== undefined) row.chip_after = text(outcome.chipAfter);
  if (outcome.verified !== undefined) row.verified = outcome.verified === null ? null : Number(outcome.verified);
  if (outcome.otherDifferences !== undefined) row.other_differences = JSON.stringify(outcome.otherDifferences);
  if (outcome.nodes !== undefined) row.nodes = JSON.stringify(outcome.nodes);
  if (outcome.problem !== undefined) row.problem = text(outcome.problem);
  if (outcome.writtenAt !== undefined) row.written_at = outcome.writtenAt;
  return row;
}

function text(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}

function parsed<T>(value: string | null): T | null {
  return value === null ? null : (JSON.parse(value) as T);
}
