/** server.yaml prometheus.qps-limit. */
const queriesPerSecond = 100;

/** Lets through so many queries a second, over any second. */
export class RateLimit {
  readonly #now: () => number;
  #taken: number[] = [];

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  take(): boolean {
    const now = this.#now();
    this.#taken = this.#taken.filter((time) => now - time < 1000);
    if (this.#taken.length >= queriesPerSecond) {
      return false;
    }
    this.#taken.push(now);
    return true;
  }
}
