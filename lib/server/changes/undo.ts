import 'server-only';
import { isSameJson } from '@/lib/changes/json';
import type { Reason, ReasonedProblem } from '@/lib/changes/reason';
import { ProblemError } from '@/lib/http/problem';
import { toProblem } from '@/lib/server/to-problem';
import { atOnce } from './at-once';
import type { ChangeContext } from './context';
import type { ObjectReading, ObjectWriter } from './object-writer';
import type { NewItem, StoredChange, StoredItem } from './records';
import { managedBy, wrongStatus } from './refusal';
import { behindTimers, isPassing } from './undo-notes';
import { writerFor } from './writer-for';

const readsAtOnce = 8;

/**
 * A planned change that brings back exactly what was there before another one, object by object. An object that was
 * changed since, through this console or past it, stands in the way and is left out, with the reason. Throws `conflict`
 * with that reason where nothing can be brought back.
 */
export async function planUndo(
  context: ChangeContext,
  changeId: string,
  origin: 'undo' | 'timer',
  actor: string,
): Promise<StoredChange> {
  const { gateway, records } = context;
  const change = await records.change(gateway.id, changeId);
  if (change.status === 'running') throw refused({ code: 'runs_still' });
  if (await isBeingWritten(context, change, origin)) throw refused({ code: 'written_still' });
  if (change.undoneBy !== null) throw refused({ code: 'undone_by', changeId: change.undoneBy });
  if (change.revertState === 'restoring') throw refused({ code: 'undo_under_way' });
  // Of those that are not certain, what is there now says whether they were written.
  const written = await records.itemsOf(changeId, ['written', 'unknown', 'writing']);
  if (written.length === 0) throw refused({ code: 'wrote_nothing' });
  const overtaken = new Map((await records.overtaken(gateway.id, changeId)).map(({ objectId, by }) => [objectId, by]));
  const writer = await writerFor(gateway, change.target).forMany();
  const items = await atOnce(readsAtOnce, written, (item) =>
    undoItem(writer, item, overtaken.get(item.objectId), origin),
  );
  const blocked = items.find(({ outcome }) => outcome === 'blocked');
  if (items.every(({ status }) => status !== 'waiting'))
    throw refused(blocked?.reason ?? { code: 'already_as_before' });
  return await records.create({
    gatewayId: gateway.id,
    actor,
    origin,
    target: change.target,
    wish: change.wish,
    status: 'planned',
    options: null,
    revertAt: null,
    undoOf: changeId,
    items,
  });
}

/**
 * Restores what was there before a timed change whose time has come: the undo of it, to be run at once. Null where
 * nothing can be restored, because everything was changed by somebody since: then the change says so, or waits for the
 * restore of the later timed change that stands in its way.
 */
export async function revertChange(context: ChangeContext, changeId: string): Promise<StoredChange | null> {
  const { records } = context;
  // A person let it stay, or began to undo it, in the last moment.
  if ((await records.change(context.gateway.id, changeId)).revertState !== 'waiting') return null;
  // One that waits for a person is over with its time.
  await records.update(changeId, { status: 'stopped', endedAt: Date.now() }, ['paused', 'halted', 'interrupted']);
  await records.moveItems(changeId, ['waiting'], 'skipped');
  let undo: StoredChange;
  try {
    undo = await planUndo(context, changeId, 'timer', 'timer');
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.code !== 'conflict') throw error;
    // What is still under way ends, and is restored then.
    const change = await records.change(context.gateway.id, changeId);
    if (change.status === 'running' || (await isBeingWritten(context, change, 'timer'))) throw error;
    const revertAt = await behindTimers(context, changeId);
    await records.update(
      changeId,
      revertAt === null
        ? { revertState: 'cancelled', ifWaiting: true, reason: whyNot(error.problem) }
        : { revertAt, reason: null },
    );
    return null;
  }
  await records.update(undo.id, { status: 'running' }, ['planned']);
  return await records.change(context.gateway.id, undo.id);
}

/** A pause or a stop is noticed when what was under way has its end. A restore is under the lease of this console. */
async function isBeingWritten(
  { records }: ChangeContext,
  { id, counts }: StoredChange,
  origin: 'undo' | 'timer',
): Promise<boolean> {
  if (counts.writing === 0) return false;
  const holder = await records.holder(id);
  return holder === 'other' || (holder === 'this' && origin === 'undo');
}

async function undoItem(
  writer: ObjectWriter<ObjectReading>,
  item: StoredItem,
  overtakenBy: string | undefined,
  origin: 'undo' | 'timer',
): Promise<NewItem> {
  const base = {
    objectId: item.objectId,
    objectName: item.objectName,
    seen: '',
    before: item.after,
    after: item.before,
    chipBefore: item.chipAfter,
    chipAfter: item.chipBefore,
  };
  const left = (outcome: 'blocked' | 'already', reason: Reason | null): NewItem => ({
    ...base,
    outcome,
    reason,
    status: outcome === 'already' ? 'unchanged' : 'skipped',
  });
  let reading: ObjectReading;
  try {
    reading = await writer.read(item.objectId);
  } catch (error) {
    if (!(error instanceof ProblemError) || error.isRetryable) throw error;
    // Nobody looks at what a timer leaves out.
    if (origin === 'timer' && isPassing(error.problem)) throw error;
    return left('blocked', { code: 'upstream', problem: toProblem(error) });
  }
  const { own, seen, manager } = reading;
  const now = {
    seen,
    before: own,
    chipBefore: writer.chip(reading, own),
    chipAfter: writer.chip(reading, item.before),
  };
  if (isSameJson(own, item.before)) return { ...left('already', null), ...now };
  if (overtakenBy !== undefined)
    return { ...left('blocked', { code: 'written_since', changeId: overtakenBy }), ...now };
  if (!isSameJson(own, item.after)) return { ...left('blocked', { code: 'changed_since' }), ...now };
  if (manager !== null) return { ...left('blocked', managedBy(manager)), ...now };
  return { ...base, ...now, outcome: 'will_change', reason: null, status: 'waiting' };
}

/** Why nothing was restored, for the record. */
function whyNot({ reason, detail, title }: ReasonedProblem): Reason {
  return reason ?? { code: 'not_undoable', words: detail ?? title };
}

function refused(reason: Reason): ProblemError {
  return wrongStatus(reason, 'This change cannot be undone');
}
