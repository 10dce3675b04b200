/** Time as one line of work sees it; the shop runs on the real clock, its history on one that is merely counted. */
export interface Clock {
  /** Epoch µs. */
  nowUs(): number;
  wait(ms: number): Promise<void>;
  /** A clock for work that goes on beside this one. */
  fork(): Clock;
  /** This line waited for the others. */
  join(others: readonly Clock[]): void;
}

export const realClock: Clock = {
  nowUs: () => Math.round((performance.timeOrigin + performance.now()) * 1000),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  fork: () => realClock,
  join: () => undefined,
};

export class CountedClock implements Clock {
  #us: number;

  constructor(us: number) {
    this.#us = Math.round(us);
  }

  nowUs(): number {
    return this.#us;
  }

  wait(ms: number): Promise<void> {
    this.#us += Math.round(ms * 1000);
    return Promise.resolve();
  }

  fork(): CountedClock {
    return new CountedClock(this.#us);
  }

  join(others: readonly Clock[]): void {
    this.#us = Math.max(this.#us, ...others.map((other) => other.nowUs()));
  }
}
