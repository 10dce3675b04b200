import 'server-only';
import { type ChangeAction, type ItemStatus, type StartInput, writableOutcomes } from '@/lib/changes/dto';
import type { ProblemError } from '@/lib/http/problem';
import type { ChangeContext } from './context';
import type { StoredChange } from './records';
import { assertToCome, invalid, wrongStatus } from './refusal';
import { replanItems } from './retry';
import { resumeReason } from './steps';
import { noteUndo } from './undo-notes';

const unfinished = ['running', 'paused', 'halted', 'interrupted'] as const;
const over = ['done', 'stopped', 'halted', 'paused', 'interrupted'] as const;
const retried: readonly ItemStatus[] = ['failed', 'conflict', 'unknown'];

/** Makes a planned change run. Whoever calls this sees to it that it is run. Throws `conflict` when it is no plan any more. */
export async function startChange(context: ChangeContext, changeId: string, input: StartInput): Promise<StoredChange> {
  const { gateway, records } = context;
  const { status, outcomes: planned } = await records.change(gateway.id, changeId);
  if (status !== 'planned') throw wrongStatus({ code: 'started_already' });
  assertToCome(input.revertAt);
  // Only what would be written can be chosen to be.
  const outcomes = writableOutcomes.filter((outcome) => input.outcomes.includes(outcome));
  if (outcomes.every((outcome) => planned[outcome] === 0)) throw invalid('outcomes', { code: 'nothing_chosen' });
  const isFirst = await records.update(
    changeId,
    { status: 'running', options: input.options, revertAt: input.revertAt, outcomes },
    ['planned'],
  );
  if (!isFirst) throw wrongStatus({ code: 'started_already' });
  return await records.change(gateway.id, changeId);
}

/** Pauses, resumes, stops or retries a change, or lets a timed one stay. A change that runs again has the status `running`. */
export async function controlChange(
  context: ChangeContext,
  changeId: string,
  action: ChangeAction,
): Promise<StoredChange> {
  const { gateway, records } = context;
  const before = await records.change(gateway.id, changeId);
  switch (action) {
    case 'pause':
      if (!(await records.update(changeId, { status: 'paused', reason: null }, ['running'])))
        throw wrongStatus({ code: 'does_not_run' });
      break;
    case 'resume':
      if (
        !(await records.update(changeId, { status: 'running', reason: resumeReason(before) }, [
          'paused',
          'halted',
          'interrupted',
        ]))
      )
        throw await notResumed(context, changeId);
      break;
    case 'stop':
      if (!(await records.update(changeId, { status: 'stopped', endedAt: Date.now() }, unfinished)))
        throw wrongStatus({ code: 'ended_already' });
      await records.moveItems(changeId, ['waiting'], 'skipped');
      await noteUndo(context, changeId);
      break;
    case 'retry':
      await retry(context, changeId);
      break;
    case 'cancel_revert':
      if (
        !(await records.update(changeId, {
          revertState: 'cancelled',
          ifWaiting: true,
          reason: { code: 'let_stay' },
        }))
      )
        throw wrongStatus({ code: 'no_restore_waits' });
  }
  return await records.change(gateway.id, changeId);
}

async function retry(context: ChangeContext, changeId: string): Promise<void> {
  const { gateway, records } = context;
  const change = await records.change(gateway.id, changeId);
  const { status, reason, endedAt, counts, undoneBy } = change;
  if (!over.some((known) => known === status)) throw wrongStatus({ code: 'not_over' });
  if (retried.every((failed) => counts[failed] === 0)) throw wrongStatus({ code: 'nothing_failed' });
  if (undoneBy !== null) throw wrongStatus({ code: 'begin_anew', changeId: undoneBy });
  if (isTimeOver(change)) throw wrongStatus({ code: 'time_is_over' });
  // Before anything is planned anew: of two who retry, one does.
  if (!(await records.update(changeId, { status: 'running', reason: null, endedAt: null }, [status])))
    throw await notResumed(context, changeId);
  try {
    await replanItems(context, change, await records.itemsOf(changeId, retried));
  } catch (error) {
    await records.update(changeId, { status, reason, endedAt }, ['running']);
    throw error;
  }
  // A run that had not noticed an earlier pause may have come to its end meanwhile.
  await records.update(changeId, { status: 'running', endedAt: null }, ['done']);
}

async function notResumed({ records }: ChangeContext, changeId: string): Promise<ProblemError> {
  return (await records.holder(changeId)) === 'other'
    ? wrongStatus({ code: 'other_console' })
    : wrongStatus({ code: 'not_waiting' });
}

/** A person may let a timed change stay until its time has come; afterwards no timer looks at it any more. */
function isTimeOver({ revertAt, revertState }: StoredChange): boolean {
  if (revertState === 'done' || revertState === 'failed') return true;
  return revertAt !== null && revertState === 'cancelled' && revertAt <= Date.now();
}
