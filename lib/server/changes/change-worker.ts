import 'server-only';
import type { Reason } from '@/lib/changes/reason';
import { ProblemError } from '@/lib/http/problem';
import type { GatewayConfig } from '@/lib/server/config';
import { gateways } from '@/lib/server/config';
import { logBackgroundFailure } from '@/lib/server/log';
import { processWide } from '@/lib/server/process-wide';
import { toProblem } from '@/lib/server/to-problem';
import { changeRecords, leaseMs, leaseOwner, sharesDatabase, whenWorkMayBe } from './change-records';
import type { StoredChange } from './records';
import { startWorker } from './worker';

const dayMs = 86_400_000;
/** Who asked for one change and saw no answer has done something else by then. */
const lateMs = 120_000;
/** Other consoles do not tell when they set a timer, or die. Alone there is only the age of plans to look after. */
const sweepMs = { shared: 60_000, alone: dayMs / 24 };

/** Starts the worker of this process; once, however often it is called. */
export function startChangeWorker(): void {
  processWide('change-worker', () => {
    const worker = startWorker({
      records: changeRecords,
      engine: { run: resumeClaimed, revert: revertClaimed },
      owner: leaseOwner,
      leaseMs,
      sweepMs: sharesDatabase() ? sweepMs.shared : sweepMs.alone,
      planMs: dayMs,
      onFailure: (error) =>
        logBackgroundFailure(
          'look for unfinished changes',
          null,
          toProblem(error),
          error instanceof ProblemError ? error.cause : error,
        ),
    });
    whenWorkMayBe(worker.wake);
    return worker;
  });
}

async function resumeClaimed(change: StoredChange): Promise<void> {
  const gateway = configured(change);
  const records = await changeRecords();
  if (change.target.kind === 'static_config') {
    await records.moveItems(change.id, ['writing'], 'unknown');
    await interrupt(change, { code: 'file_unfinished' });
  } else if (gateway === undefined) await interrupt(change, notConfigured(change));
  else if (isLateToggle(change)) await (await import('./late-toggle')).settleLateToggle({ gateway, records }, change);
  else await (await engine()).runHere({ gateway, records }, change.id);
}

async function revertClaimed(change: StoredChange): Promise<void> {
  const gateway = configured(change);
  const records = await changeRecords();
  if (gateway === undefined) await records.update(change.id, { revertState: 'failed', reason: notConfigured(change) });
  else await (await engine()).revertHere({ gateway, records }, change.id);
}

/** A change of one object that a person asked for, left half done too long ago to be sent without asking again. */
function isLateToggle({ options, origin, counts, at }: StoredChange): boolean {
  return (
    options === null && origin === 'person' && counts.total === 1 && counts.writing === 1 && Date.now() - at > lateMs
  );
}

/** Loaded when there is work: the start of the server has its own copy of every module that it loads. */
const engine = () => import('./run-here');

function configured({ gatewayId }: StoredChange): GatewayConfig | undefined {
  return gateways().find(({ id }) => id === gatewayId);
}

async function interrupt({ id }: StoredChange, reason: Reason): Promise<void> {
  await (await changeRecords()).update(id, { status: 'interrupted', reason }, ['running']);
}

function notConfigured({ gatewayId }: StoredChange): Reason {
  return { code: 'not_configured', gatewayId };
}
