import 'server-only';
import { ProblemError } from '@/lib/http/problem';
import { toProblem } from '@/lib/server/to-problem';
import { atOnce } from './at-once';
import type { ChangeContext } from './context';
import { isSameJson, type JsonObject } from './json';
import type { ObjectReading } from './object-writer';
import { lastWrite } from './plan-change';
import type { ItemOutcome, StoredChange, StoredItem } from './records';
import type { RouteReading } from './route-reading';
import { wishedCopy } from './wished-copy';
import { writerFor } from './writer-for';

const readsAtOnce = 8;

/**
 * Plans items that did not come off anew, from what is there now, so that they can run again. An undo is planned for
 * one state alone: where that is no longer there, the item stays a conflict.
 */
export async function replanItems(
  context: ChangeContext,
  change: StoredChange,
  items: readonly StoredItem[],
): Promise<void> {
  const { gateway, records } = context;
  const writer = await writerFor(gateway, change.target).forMany();
  await atOnce(readsAtOnce, items, async (item) => {
    let outcome: ItemOutcome;
    try {
      const reading = await writer.read(item.objectId);
      const after = await wished(context, change, item, reading);
      outcome = {
        status: isSameJson(reading.own, after) ? 'unchanged' : 'waiting',
        seen: reading.seen,
        before: reading.own,
        after,
        chipBefore: writer.chip(reading, reading.own),
        chipAfter: writer.chip(reading, after),
        verified: null,
        otherDifferences: [],
        problem: null,
      };
      if (change.undoOf !== null && outcome.status === 'waiting' && !isSameJson(reading.own, item.before)) return;
    } catch (error) {
      if (!(error instanceof ProblemError) || error.isRetryable) throw error;
      outcome = { status: 'failed', problem: toProblem(error) };
    }
    await records.noteItem(change.id, item.position, outcome);
  });
}

async function wished(
  context: ChangeContext,
  { target, wish, undoOf }: StoredChange,
  item: StoredItem,
  reading: ObjectReading,
): Promise<JsonObject | null> {
  if (undoOf !== null || target.kind !== 'route_plugin') return item.after;
  const last = await lastWrite(context, target.plugin, item.objectId);
  return wishedCopy((reading as RouteReading).situation, wish, last);
}
