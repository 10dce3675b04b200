import 'server-only';
import { ProblemError } from '@/lib/http/problem';
import { logBackgroundFailure } from '@/lib/server/log';
import { processWide } from '@/lib/server/process-wide';
import { toProblem } from '@/lib/server/to-problem';
import { leaseMs, leaseOwner } from './change-records';
import type { ChangeContext } from './context';
import { underLease } from './lease';
import { runChange } from './run-change';

const running = processWide('running-changes', () => new Map<string, Promise<void>>());

/**
 * Runs a change whose lease this console has, once at a time. Resolves when the run ends for whatever reason, and never
 * fails: what fails is logged, and the change stays as the record has it, for the next run.
 */
export function runHere(context: ChangeContext, changeId: string): Promise<void> {
  const { gateway, records } = context;
  // One that was paused and is resumed before its run has noticed runs again after it.
  const before = running.get(changeId) ?? Promise.resolve();
  const run = before.then(() =>
    underLease({ records, owner: leaseOwner, leaseMs }, changeId, (signal) => runChange(context, changeId, signal)),
  );
  const end = run
    .catch((error: unknown) => {
      const cause = error instanceof ProblemError ? error.cause : error;
      logBackgroundFailure(`run change ${changeId}`, gateway.id, toProblem(error), cause);
    })
    .finally(() => {
      if (running.get(changeId) === end) running.delete(changeId);
    });
  running.set(changeId, end);
  return end;
}
