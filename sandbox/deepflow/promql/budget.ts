import { PromqlError } from '@/sandbox/deepflow/promql/ast';

/** Less than server.yaml's prometheus.max-samples: here a sample takes longer, and an empty moment counts as one too. */
const mostSamples = 2_000_000;

const samplesBetweenPauses = 20_000;

/** Bounds what one query evaluates, and gives way to others while it does. */
export class Budget {
  readonly #signal: AbortSignal | undefined;
  #spent = 0;
  #nextPause = samplesBetweenPauses;

  constructor(signal?: AbortSignal) {
    this.#signal = signal;
  }

  /** @throws PromqlError when a query has had its share, in Prometheus' words. */
  spend(samples: number): void {
    this.#spent += 1 + samples;
    if (this.#spent > mostSamples) {
      throw new PromqlError('query processing would load too many samples into memory in query execution');
    }
  }

  /** To be awaited between two moments. @throws the signal's reason once nobody waits for the answer. */
  async pause(): Promise<void> {
    if (this.#spent >= this.#nextPause) {
      this.#nextPause = this.#spent + samplesBetweenPauses;
      await new Promise((resolve) => setImmediate(resolve));
      this.#signal?.throwIfAborted();
    }
  }
}
