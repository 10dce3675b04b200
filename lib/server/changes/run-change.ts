import 'server-only';
import type { Reason } from '@/lib/changes/reason';
import type { Problem } from '@/lib/http/problem';
import { ProblemError } from '@/lib/http/problem';
import type { ChangeContext } from './context';
import { measureEffect } from './halt';
import type { ChangeRecords, StoredChange } from './records';
import { runItems, settleItems } from './run-items';
import { doneOf, isBetweenSteps, isStepSeen, nextStepEnd } from './steps';
import { isPassing, noteUndo } from './undo-notes';
import { writerFor } from './writer-for';

/** Items that are recorded, sent and read back together. */
const chunkSize = 500;
const lookEveryMs = 500;

/** Said of a change between two steps. A console that goes on with it, resumed or restarted, waits and looks again. */
const waitingReason: Reason = { code: 'waits_for_step' };

/**
 * Does what is left of a change that runs: settles what was under way when a console ended, then writes item after item,
 * step by step, until all have their end, a person pauses or stops it, a bound is crossed, or the gateway stops
 * answering. The caller holds the lease; `signal` aborts when it is lost, and then nothing more is sent.
 */
export async function runChange(context: ChangeContext, changeId: string, signal?: AbortSignal): Promise<void> {
  const { gateway, records } = context;
  let change = await records.change(gateway.id, changeId);
  const writer = writerFor(gateway, change.target);
  const goesOn = () => change.status === 'running' && signal?.aborted !== true;
  const reload = async () => {
    change = await records.change(gateway.id, changeId);
  };
  if (!goesOn()) return;
  try {
    const open = await records.itemsOf(changeId, ['writing']);
    if (open.length > 0) pauseAt(await settleItems(context, writer, changeId, open));
    await reload();
    let seen = isStepSeen(change) ? doneOf(change) : 0;
    while (goesOn()) {
      const waiting = await records.itemsOf(changeId, ['waiting']);
      if (waiting.length === 0) return await finish(context, change);
      const steps = change.options?.steps ?? [100];
      const done = doneOf(change);
      const total = done + waiting.length;
      if (done > seen && isBetweenSteps(steps, done, total)) {
        await betweenSteps();
        seen = done;
        continue;
      }
      const stepEnd = nextStepEnd(steps, done, total);
      const chunk = waiting.slice(0, Math.min(chunkSize, stepEnd - done));
      pauseAt(await runItems(context, writer, change, chunk, signal));
      await reload();
    }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    if (change.origin === 'timer') await noteNotYet(records, change, error.problem);
    if (change.origin === 'timer' || !error.isRetryable) throw error;
    await records.update(changeId, { status: 'paused', reason: { code: 'upstream', problem: error.problem } }, [
      'running',
    ]);
  } finally {
    // A stop came while some items were under way.
    await reload();
    if (change.status === 'stopped') await records.moveItems(changeId, ['waiting'], 'skipped');
    if (change.status === 'stopped' || change.status === 'paused') await noteUndo(context, changeId);
  }

  async function betweenSteps(): Promise<void> {
    await records.update(changeId, { reason: waitingReason }, ['running']);
    const until = Date.now() + (change.options?.waitS ?? 0) * 1000;
    await reload();
    while (goesOn() && Date.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, Math.min(lookEveryMs, until - Date.now())));
      await reload();
    }
    if (!goesOn()) return;
    const halt = change.options?.halt ?? null;
    const effect = halt === null ? null : await measureEffect(context, change, halt, signal);
    const status = effect === null || effect.verdict === 'goes_on' ? 'running' : effect.verdict;
    await records.update(changeId, { ...(status !== 'running' && { status }), reason: effect?.reason ?? null }, [
      'running',
    ]);
    await reload();
  }
}

/** A gateway that does not answer is no fault of the items: the change waits until somebody resumes it. */
function pauseAt(problem: Problem | null): void {
  if (problem !== null) throw new ProblemError(problem);
}

/** Nobody is there to resume a restore: it stays running, and whoever runs it tries again. */
async function noteNotYet(records: ChangeRecords, { id, undoOf }: StoredChange, problem: Problem): Promise<void> {
  const reason: Reason = { code: 'not_restored_yet', problem };
  await records.update(id, { reason }, ['running']);
  if (undoOf !== null) await records.update(undoOf, { reason });
}

async function finish(context: ChangeContext, change: StoredChange): Promise<void> {
  const { records } = context;
  const { counts, revertAt, origin } = change;
  if (origin === 'timer') await tryAgain(records, change.id);
  // What failed may be tried again, or have arrived all the same: its timer stays.
  const isWritten = counts.written + counts.unknown + counts.failed + counts.conflict > 0;
  const revert = revertAt !== null && !isWritten ? { revertAt: null } : {};
  // Before the end: a console that is killed in between does it again.
  await noteUndo(context, change.id);
  const reason = origin === 'timer' ? { reason: null } : {};
  await records.update(change.id, { status: 'done', endedAt: Date.now(), ...reason, ...revert }, ['running']);
}

/** What a restore could not write because the gateway was in trouble waits again. Throws the trouble, if any. */
async function tryAgain(records: ChangeRecords, changeId: string): Promise<void> {
  const failed = await records.itemsOf(changeId, ['failed', 'unknown']);
  let trouble: Problem | null = null;
  for (const { position, status, problem } of failed) {
    if (problem === null || !isPassing(problem)) continue;
    // What became of an unknown one is read first.
    await records.noteItem(changeId, position, { status: status === 'failed' ? 'waiting' : 'writing' });
    trouble = problem;
  }
  pauseAt(trouble);
}
