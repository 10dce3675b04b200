import 'server-only';
import type { DatabaseRecords } from './database-records';
import type { Work } from './record-leases';
import type { StoredChange } from './records';

export type WorkerOptions = {
  /** Opens the database where that failed before. */
  records: () => Promise<DatabaseRecords>;
  /** What is done with a change that was claimed: under its lease, to its end. */
  engine: Record<Work, (change: StoredChange) => Promise<void>>;
  owner: string;
  leaseMs: number;
  /** The longest sleep: how soon the work of another console that has died is noticed. */
  sweepMs: number;
  /** Plans that nobody started are kept this long. */
  planMs: number;
  onFailure: (error: unknown) => void;
};

export type Worker = {
  /** There may be work earlier than it knew. */
  wake: () => void;
  /** Begins nothing more. */
  stop: () => void;
};

const retryMs = 15_000;
/** Timers of Node.js hold 31 bits. */
const longestSleepMs = 2 ** 31 - 1;

/**
 * Takes up what this console did not begin or could not end: changes that were left running when a console ended, and
 * timed changes whose time has come. It sleeps until there may be something: it knows when the next timer is due and
 * when leases end.
 */
export function startWorker({ records, engine, owner, leaseMs, sweepMs, planMs, onFailure }: WorkerOptions): Worker {
  const active = new Set<string>();
  let sleep: ReturnType<typeof setTimeout> | undefined;
  let isAwake = false;
  let isWanted = false;
  let isStopped = false;

  function wake(): void {
    isWanted = true;
    if (isAwake || isStopped) return;
    isAwake = true;
    clearTimeout(sleep);
    void lookAround();
  }

  async function lookAround(): Promise<void> {
    let nextAt = 0;
    while (isWanted && !isStopped) {
      isWanted = false;
      nextAt = await look().catch((error: unknown) => {
        onFailure(error);
        return Date.now() + retryMs;
      });
    }
    isAwake = false;
    if (isStopped) return;
    sleep = setTimeout(wake, Math.min(Math.max(nextAt - Date.now(), 0), longestSleepMs));
    sleep.unref();
  }

  /** Begins all there is; the time of the next look. */
  async function look(): Promise<number> {
    const record = await records();
    await record.dropPlanned(Date.now() - planMs);
    for (const work of ['run', 'revert'] as const)
      for (;;) {
        const change = await record.claim(work, owner, Date.now(), leaseMs);
        if (change === null) break;
        begin(work, change);
      }
    const next = await record.nextWorkAt();
    return Math.min(next ?? Number.POSITIVE_INFINITY, Date.now() + sweepMs);
  }

  function begin(work: Work, change: StoredChange): void {
    // Its lease had ended although it is under way: the process was held up. It has it again now.
    if (active.has(change.id)) return;
    active.add(change.id);
    void engine[work](change)
      .catch(onFailure)
      .finally(() => {
        active.delete(change.id);
        wake();
      });
  }

  wake();
  return {
    wake,
    stop() {
      isStopped = true;
      clearTimeout(sleep);
    },
  };
}
