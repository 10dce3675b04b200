import 'server-only';

export type SharedReadingsOptions<Asked, Result> = {
  read: (asked: Asked, signal: AbortSignal) => Promise<Result>;
  /** For how long after its begin a reading answers a question; 0: it never does. */
  answersForMs: (read: Asked, asked: Asked) => number;
  /** A finished reading is found by `known` until nobody has looked for so long. */
  keepMs: number;
  /** Finished readings that are kept at most. */
  most: number;
};

type Entry<Asked, Result> = {
  asked: Asked;
  startedAt: number;
  usedAt: number;
  result: Promise<Result>;
  abort: AbortController;
  waiting: number;
  /** Null: it is under way. */
  done: { result: Result } | null;
};

/**
 * One expensive reading for all who ask for the same at about the same time. It goes on as long as one of them waits,
 * and a failure is told to those who wait and to nobody after them.
 */
export class SharedReadings<Asked, Result> {
  #entries: Entry<Asked, Result>[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(readonly options: SharedReadingsOptions<Asked, Result>) {}

  /** Throws what `read` throws, and the reason of the signal when the caller goes away. */
  async get(asked: Asked, signal?: AbortSignal): Promise<Result> {
    signal?.throwIfAborted();
    const now = Date.now();
    const shared = this.#entries.findLast(
      (entry) => now - entry.startedAt < this.options.answersForMs(entry.asked, asked),
    );
    const entry = shared ?? this.#start(asked);
    entry.usedAt = now;
    entry.waiting += 1;
    try {
      return await unlessAborted(entry.result, signal);
    } finally {
      entry.waiting -= 1;
      if (entry.waiting === 0 && entry.done === null) {
        this.#drop(entry);
        entry.abort.abort();
      }
    }
  }

  /** The newest finished reading of exactly this question; null: there is none any more. */
  known(isAsked: (asked: Asked) => boolean): Result | null {
    this.#forgetOld();
    const entry = this.#entries.findLast(({ asked, done }) => done !== null && isAsked(asked));
    if (entry) entry.usedAt = Date.now();
    return entry?.done?.result ?? null;
  }

  #start(asked: Asked): Entry<Asked, Result> {
    const abort = new AbortController();
    const now = Date.now();
    const result = this.options.read(asked, abort.signal);
    const entry: Entry<Asked, Result> = { asked, startedAt: now, usedAt: now, result, abort, waiting: 0, done: null };
    this.#entries.push(entry);
    result.then(
      (value) => {
        entry.done = { result: value };
        this.#forgetOld();
      },
      () => this.#drop(entry),
    );
    return entry;
  }

  #drop(entry: Entry<Asked, Result>): void {
    this.#entries = this.#entries.filter((each) => each !== entry);
  }

  #forgetOld(): void {
    clearTimeout(this.#timer);
    const { keepMs, most } = this.options;
    const unused = Date.now() - keepMs;
    const kept = this.#entries.filter(({ done, usedAt }) => done === null || usedAt > unused);
    const finished = kept.filter(({ done }) => done !== null).sort((a, b) => b.usedAt - a.usedAt);
    const tooMany = new Set(finished.slice(most));
    this.#entries = kept.filter((entry) => !tooMany.has(entry));
    if (finished.length === 0) return;
    this.#timer = setTimeout(() => this.#forgetOld(), keepMs).unref();
  }
}

/** The promise's result, or the signal's reason when that comes first. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
