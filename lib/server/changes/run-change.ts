import 'server-only';
import type { ItemStatus } from '@/lib/changes/dto';
import type { Problem } from '@/lib/http/problem';
import { ProblemError } from '@/lib/http/problem';
import type { ChangeContext } from './context';
import { measureEffect } from './halt';
import type { ChangeRecords, StoredChange } from './records';
import { runItems, settleItems } from './run-items';
import { nextStepEnd } from './steps';
import { writerFor } from './writer-for';

/** Items that are recorded, sent and read back together. */
const chunkSize = 500;
const lookEveryMs = 500;
/** Items that the change was to write, whatever became of them. */
const ran: readonly ItemStatus[] = ['written', 'conflict', 'failed', 'unknown'];

/** Said of a change between two steps; a console that goes on with it after a restart waits and looks again. */
const waitingReason = 'Waits before the next step.';

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
    if (change.reason === waitingReason) await betweenSteps();
    while (goesOn()) {
      const waiting = await records.itemsOf(changeId, ['waiting']);
      if (waiting.length === 0) return await finish(records, change);
      const done = ran.reduce((sum, status) => sum + change.counts[status], 0);
      const stepEnd = nextStepEnd(change.options?.steps ?? [100], done, done + waiting.length);
      const chunk = waiting.slice(0, Math.min(chunkSize, stepEnd - done));
      pauseAt(await runItems(context, writer, change, chunk, signal));
      await reload();
      if (goesOn() && done + chunk.length === stepEnd && chunk.length < waiting.length) await betweenSteps();
    }
  } catch (error) {
    if (!(error instanceof ProblemError) || !error.isRetryable) throw error;
    await records.update(changeId, { status: 'paused', reason: sentence(error.problem) }, ['running']);
  } finally {
    // A stop came while some items were under way.
    await reload();
    if (change.status === 'stopped') await records.moveItems(changeId, ['waiting'], 'skipped');
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

async function finish(records: ChangeRecords, change: StoredChange): Promise<void> {
  const { counts, revertAt, undoOf } = change;
  // What failed may be tried again, or have arrived all the same: its timer stays.
  const isWritten = counts.written + counts.unknown + counts.failed + counts.conflict > 0;
  const revert = revertAt !== null && !isWritten ? { revertAt: null } : {};
  await records.update(change.id, { status: 'done', endedAt: Date.now(), ...revert }, ['running']);
  if (undoOf !== null && counts.written > 0) await records.update(undoOf, { undoneBy: change.id });
}

function sentence({ title, detail }: Problem): string {
  return detail === undefined ? `${title}.` : `${title}: ${detail}`;
}
