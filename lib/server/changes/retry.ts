import 'server-only';
import { isSameJson, type JsonObject } from '@/lib/changes/json';
import { ProblemError } from '@/lib/http/problem';
import { toProblem } from '@/lib/server/to-problem';
import { atOnce } from './at-once';
import type { ChangeContext } from './context';
import type { ObjectReading } from './object-writer';
import { lastWrite } from './plan-change';
import type { ItemOutcome, StoredChange, StoredItem } from './records';
import type { RouteReading } from './route-reading';
import { wishedCopy } from './wished-copy';
import { foundWritten } from './write-object';
import { writerFor } from './writer-for';

const readsAtOnce = 8;

/**
 * Plans items that did not come off anew, from what is there now, so that they can run again. What turns out to have
 * been written after all is noted so, with what was there before it, which an undo needs. An undo is planned for one
 * state alone: where that is no longer there, the item stays a conflict. All are noted, or none where one cannot be read.
 */
export async function replanItems(
  context: ChangeContext,
  change: StoredChange,
  items: readonly StoredItem[],
): Promise<void> {
  const { gateway, records } = context;
  const writer = await writerFor(gateway, change.target).forMany();
  const outcomes = await atOnce(readsAtOnce, items, async (item): Promise<ItemOutcome | null> => {
    try {
      const reading = await writer.read(item.objectId);
      if (wasWritten(item, reading)) return await foundWritten(writer, item, reading);
      const after = await wished(context, change, item, reading);
      const isThere = isSameJson(reading.own, after);
      if (change.undoOf !== null && !isThere && !isSameJson(reading.own, item.before)) return null;
      return {
        status: isThere ? 'unchanged' : 'waiting',
        seen: reading.seen,
        before: reading.own,
        after,
        chipBefore: writer.chip(reading, reading.own),
        chipAfter: writer.chip(reading, after),
        verified: null,
        otherDifferences: [],
        problem: null,
      };
    } catch (error) {
      if (!(error instanceof ProblemError) || error.isRetryable) throw error;
      return { status: 'failed', problem: toProblem(error) };
    }
  });
  await Promise.all(
    items.map(({ position }, at) => {
      const outcome = outcomes[at] ?? null;
      return outcome && records.noteItem(change.id, position, outcome);
    }),
  );
}

/** A write that was not confirmed arrived all the same. */
function wasWritten({ status, before, after }: StoredItem, { own }: ObjectReading): boolean {
  const isOpen = status === 'unknown' || status === 'failed';
  return isOpen && isSameJson(own, after) && !isSameJson(own, before);
}

async function wished(
  context: ChangeContext,
  { target, wish, undoOf }: StoredChange,
  item: StoredItem,
  reading: ObjectReading,
): Promise<JsonObject | null> {
  if (undoOf !== null || target.kind !== 'route_plugin') return item.after;
  const last = await lastWrite(context, target.plugin, item.objectId, wish);
  return wishedCopy((reading as RouteReading).situation, wish, last);
}
