import 'server-only';
import type { Problem } from '@/lib/http/problem';
import { isRetryable } from '@/lib/http/problem';
import type { ChangeContext } from './context';
import type { StoredChange } from './records';

/** How long a timer waits that stands behind a restore which is due or under way. */
const lookAgainMs = 15_000;

/** A fault of the gateway that may be over the next time, as against a refusal of what is asked. */
export function isPassing(problem: Problem): boolean {
  return isRetryable(problem) || (problem.upstream === 'admin' && /\bHTTP 5\d\d\b/.test(problem.detail ?? ''));
}

/**
 * When a timed change can be restored, given that later timed changes, which will be restored themselves, have written
 * some of its objects since; null: none of them stands in its way.
 */
export async function behindTimers({ gateway, records }: ChangeContext, changeId: string): Promise<number | null> {
  const ids = new Set((await records.overtaken(gateway.id, changeId)).map(({ by }) => by));
  const times: number[] = [];
  for (const id of ids) {
    const { revertAt, revertState } = await records.change(gateway.id, id);
    if (revertAt === null || (revertState !== 'waiting' && revertState !== 'restoring')) continue;
    times.push(Math.max(revertAt + 1, Date.now() + lookAgainMs));
  }
  return times.length === 0 ? null : Math.min(...times);
}

/**
 * Writes down what an undo that has ended, or waits for a person, means for the change it undoes: undone only where
 * nothing of it is left, its timer over or set again. An undone undo no longer undoes anything. May be called again.
 */
export async function noteUndo(context: ChangeContext, undoId: string): Promise<void> {
  const { gateway, records } = context;
  const undo = await records.change(gateway.id, undoId);
  if (undo.undoOf === null) return;
  const undone = await records.change(gateway.id, undo.undoOf);
  const waitsAgain = await noteTimer(context, undo, undone);
  if (undo.counts.written > 0) await noteInForce(context, undo, !waitsAgain);
}

/** True where the restore has left something to a restore that comes later. */
async function noteTimer(context: ChangeContext, undo: StoredChange, undone: StoredChange): Promise<boolean> {
  const { records } = context;
  const { revertState } = undone;
  const isEnded = undo.status !== 'paused' && undo.status !== 'halted' && undo.status !== 'interrupted';
  if (undo.origin !== 'timer') {
    if (revertState !== 'restoring') return false;
    const isOver = isEnded && leftOf(undo) === 0;
    await records.update(undone.id, { revertState: isOver ? 'cancelled' : 'waiting' });
    return false;
  }
  if (!isEnded || (revertState !== 'restoring' && revertState !== 'failed')) return false;
  if (undo.status === 'stopped') {
    await records.update(undone.id, {
      revertState: 'cancelled',
      reason: { code: 'restore_stopped', changeId: undo.id },
    });
    return false;
  }
  const revertAt = await behindTimers(context, undone.id);
  if (revertAt !== null) {
    await records.update(undone.id, { revertAt, reason: null });
    return true;
  }
  const { counts, outcomes } = undo;
  const failed = counts.failed + counts.conflict + counts.unknown;
  const blocked = outcomes.blocked;
  await records.update(
    undone.id,
    failed > 0
      ? {
          revertState: 'failed',
          reason: { code: 'restore_failed', failed, total: counts.total, changeId: undo.id },
        }
      : {
          revertState: 'done',
          reason: blocked > 0 ? { code: 'some_left', routes: blocked } : null,
        },
  );
  return false;
}

/** What an undo undoes is undone; what that one had undone is there again; and so on. */
async function noteInForce(context: ChangeContext, undo: StoredChange, isWholeSoFar: boolean): Promise<void> {
  const { gateway, records } = context;
  let isWhole = isWholeSoFar;
  let by = undo;
  for (let isInForce = true; by.undoOf !== null; isInForce = !isInForce) {
    if (isInForce) isWhole &&= leftOf(by) === 0;
    if (!isInForce) await records.update(by.undoOf, { undoneBy: null });
    else if (isWhole) await records.update(by.undoOf, { undoneBy: by.id });
    by = await records.change(gateway.id, by.undoOf);
  }
}

/** Objects that an undo has not brought back. */
function leftOf({ counts }: StoredChange): number {
  return counts.total - counts.written - counts.unchanged;
}
