/**
 * Sends what is added as JSON lists, a while after the first of a list. Who does not take them costs them and says
 * nothing, as APISIX's batch processor with `max_retry_count` 0 (a line in the error log aside).
 */
export class JsonBatch {
  readonly #sending = new Set<Promise<void>>();
  #queue: unknown[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly url: string,
    private readonly waitMs: number,
  ) {}

  add(...items: unknown[]): void {
    this.#queue.push(...items);
    this.#timer ??= setTimeout(() => this.#send(), this.waitMs);
  }

  /** Sends what is left and waits for all that is under way. */
  async close(): Promise<void> {
    this.#send();
    await Promise.all(this.#sending);
  }

  #send(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#queue.length === 0) return;
    const body = JSON.stringify(this.#queue);
    this.#queue = [];
    const sent = fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(3000),
    })
      .then(
        async (response) => void (await response.arrayBuffer()),
        () => undefined,
      )
      .finally(() => this.#sending.delete(sent));
    this.#sending.add(sent);
  }
}
