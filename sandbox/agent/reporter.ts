import type { Exchange } from './exchange';

/**
 * Sends exchanges to the sandbox's DeepFlow in batches, as an agent does.
 * A DeepFlow that is down costs the observations and nothing else: the gateway must go on serving.
 */
export class Reporter {
  #batch: Exchange[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly agentUrl: string | null) {}

  report(exchange: Exchange): void {
    if (this.agentUrl === null) return;
    this.#batch.push(exchange);
    this.#timer ??= setTimeout(() => void this.flush(), 200);
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.agentUrl === null || this.#batch.length === 0) return;
    const exchanges = this.#batch;
    this.#batch = [];
    await fetch(new URL('/sandbox/exchanges', this.agentUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(exchanges),
    }).catch(() => undefined);
  }
}
