import 'server-only';
import { ProblemError } from '@/lib/http/problem';
import { logBackgroundFailure } from '@/lib/server/log';
import { processWide } from '@/lib/server/process-wide';
import { toProblem } from '@/lib/server/to-problem';
import { leaseMs, leaseOwner } from './change-records';
import type { ChangeContext } from './context';
import { underLease } from './lease';
import { runChange } from './run-change';
import { revertChange } from './undo';

const running = processWide('running-changes', () => new Map<string, Promise<void>>());

/**
 * Runs a change whose lease this console has, once at a time. Resolves when the run ends for whatever reason, and never
 * fails: what fails is logged, and the change stays as the record has it, for the next run.
 */
export function runHere(context: ChangeContext, changeId: string): Promise<void> {
  return once(context, changeId, 'run', async (signal) => {
    await runChange(context, changeId, signal);
  });
}

/** Restores what was there before a timed change whose lease this console has. Never fails, likewise. */
export function revertHere(context: ChangeContext, changeId: string): Promise<void> {
  const { records } = context;
  return once(context, changeId, 'restore', async () => {
    try {
      const undo = await revertChange(context, changeId);
      if (undo !== null) await runHere(context, undo.id);
    } catch (error) {
      await records.update(changeId, { reason: { code: 'not_restored_yet', problem: toProblem(error) } });
      throw error;
    }
  });
}

function once(
  { gateway, records }: ChangeContext,
  changeId: string,
  task: string,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  // A change that is resumed before its run has noticed the pause runs again after it.
  const before = running.get(changeId) ?? Promise.resolve();
  const run = before
    .then(() => underLease({ records, owner: leaseOwner, leaseMs }, changeId, work))
    .catch((error: unknown) => {
      const cause = error instanceof ProblemError ? error.cause : error;
      logBackgroundFailure(`${task} change ${changeId}`, gateway.id, toProblem(error), cause);
    })
    .finally(() => {
      if (running.get(changeId) === run) running.delete(changeId);
    });
  running.set(changeId, run);
  return run;
}
