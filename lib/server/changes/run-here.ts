import 'server-only';
import { ProblemError } from '@/lib/http/problem';
import { logBackgroundFailure } from '@/lib/server/log';
import { processWide } from '@/lib/server/process-wide';
import { toProblem } from '@/lib/server/to-problem';
import { leaseMs, leaseOwner } from './change-records';
import type { ChangeContext } from './context';
import { runChange } from './run-change';

const running = processWide('running-changes', () => new Map<string, Promise<void>>());

/**
 * Runs a change whose lease this console has, and renews the lease meanwhile; nothing more is sent when it is lost.
 * Resolves when the run ends for whatever reason, and never fails: what fails is logged, and the change stays as the
 * record has it, for the next run.
 */
export function runHere(context: ChangeContext, changeId: string): Promise<void> {
  const known = running.get(changeId);
  if (known) return known;
  const run = runWithLease(context, changeId).finally(() => running.delete(changeId));
  running.set(changeId, run);
  return run;
}

async function runWithLease(context: ChangeContext, changeId: string): Promise<void> {
  const { gateway, records } = context;
  const lost = new AbortController();
  const renewal = setInterval(() => {
    records.renew(changeId, leaseOwner, Date.now(), leaseMs).then(
      (isOurs) => isOurs || lost.abort(),
      () => undefined,
    );
  }, leaseMs / 3);
  renewal.unref();
  try {
    await runChange(context, changeId, lost.signal);
  } catch (error) {
    const cause = error instanceof ProblemError ? error.cause : error;
    logBackgroundFailure(`run change ${changeId}`, gateway.id, toProblem(error), cause);
  } finally {
    clearInterval(renewal);
    await records.release(changeId, leaseOwner).catch(() => undefined);
  }
}
