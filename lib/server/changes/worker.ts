import 'server-only';
import type { DatabaseRecords } from './database-records';
import type { Work } from './record-leases';
import type { StoredChange } from './records';

/** What is done with a change that was claimed. `signal` aborts when its lease is lost: nothing more is sent then. */
export type ChangeEngine = Record<Work, (change: StoredChange, signal: AbortSignal) => Promise<void>>;

export type WorkerOptions = {
  /** Opens the database where that failed before. */
  records: () => Promise<DatabaseRecords>;
  engine: ChangeEngine;
  owner: string;
  leaseMs: number;
  /** The longest sleep: how soon the work of another console that has died is noticed. */
  sweepMs: number;
  /** Plans that nobody started are kept this long. */
  planMs: number;
  onFailure: (task: string, error: unknown, change: StoredChange | null) => void;
};

export type Worker = {
  /** There may be work earlier than it knew. */
  wake: () => void;
  /** Does a piece of work that is this console's already, under its lease. */
  run: (change: StoredChange, work: Work) => Promise<void>;
  /** Begins nothing more, and lets others have what is under way. */
  stop: () => Promise<void>;
};

const firstRetryMs = 15_000;
const longestRetryMs = 5 * 60_000;
/** Timers of Node.js hold 31 bits. */
const longestSleepMs = 2 ** 31 - 1;

/**
 * Takes up what this console did not begin or could not end: changes that were left running when a console ended, and
 * timed changes whose time has come. It sleeps until there may be something: it knows when the next timer is due and
 * when the leases of others end.
 */
export function startWorker(options: WorkerOptions): Worker {
  const { records, engine, owner, leaseMs, onFailure } = options;
  const active = new Map<string, { controller: AbortController; ended: Promise<void> }>();
  const failures = new Map<string, number>();
  let sleep: ReturnType<typeof setTimeout> | undefined;
  let isAwake = false;
  let isWanted = false;
  let isStopped = false;

  const wake = () => {
    isWanted = true;
    if (isAwake || isStopped) return;
    isAwake = true;
    void (async () => {
      clearTimeout(sleep);
      let nextAt = Date.now() + options.sweepMs;
      while (isWanted && !isStopped) {
        isWanted = false;
        nextAt = await look().catch((error: unknown) => {
          onFailure('look for work', error, null);
          return Date.now() + firstRetryMs;
        });
      }
      isAwake = false;
      if (isStopped) return;
      sleep = setTimeout(wake, Math.min(Math.max(nextAt - Date.now(), 0), longestSleepMs));
      sleep.unref();
    })();
  };

  /** Begins all there is; the time of the next look. */
  async function look(): Promise<number> {
    const now = await records();
    await now.dropPlanned(Date.now() - options.planMs);
    for (const work of ['run', 'revert'] as const)
      for (;;) {
        const change = await now.claim(work, owner, Date.now(), leaseMs);
        if (change === null) break;
        void run(change, work);
      }
    const next = await now.nextWorkAt();
    return Math.min(next ?? Number.POSITIVE_INFINITY, Date.now() + options.sweepMs);
  }

  function run(change: StoredChange, work: Work): Promise<void> {
    const known = active.get(change.id);
    // Its lease ended although it is under way: the process was held up. It has it again now.
    if (known !== undefined) return known.ended;
    const controller = new AbortController();
    const ended = underLease(change, work, controller).finally(() => {
      active.delete(change.id);
      wake();
    });
    active.set(change.id, { controller, ended });
    return ended;
  }

  async function underLease(change: StoredChange, work: Work, controller: AbortController): Promise<void> {
    const renewal = setInterval(() => void renew(), leaseMs / 3);
    renewal.unref();
    let heldUntil = Date.now() + leaseMs;
    const renew = async () => {
      const at = Date.now();
      try {
        if (await (await records()).renew(change.id, owner, at, leaseMs)) heldUntil = at + leaseMs;
        else controller.abort();
      } catch {
        // The database does not answer; the lease holds until it ends by itself.
        if (Date.now() >= heldUntil) controller.abort();
      }
    };
    try {
      await engine[work](change, controller.signal);
      failures.delete(change.id);
      await (await records()).release(change.id, owner);
    } catch (error) {
      onFailure(work, error, change);
      const count = (failures.get(change.id) ?? 0) + 1;
      failures.set(change.id, count);
      // Nobody tries again before the lease ends.
      const pauseMs = Math.min(firstRetryMs * 2 ** (count - 1), longestRetryMs);
      await records()
        .then((now) => now.renew(change.id, owner, Date.now(), pauseMs))
        .catch(() => undefined);
    } finally {
      clearInterval(renewal);
    }
  }

  wake();
  return {
    wake,
    run,
    async stop() {
      isStopped = true;
      clearTimeout(sleep);
      for (const { controller } of active.values()) controller.abort();
      await Promise.all([...active.values()].map(({ ended }) => ended));
    },
  };
}
