import { type Attribute, encodeOtlp, type GatewaySpan } from './message';
import { resourceAttributes } from './resource';

/** `plugin_metadata/opentelemetry`, as far as the export depends on it. */
export type ExportMetadata = {
  collector?: { address?: string; request_timeout?: number; request_headers?: Record<string, unknown> };
  resource?: Record<string, unknown>;
  batch_span_processor?: {
    drop_on_queue_full?: boolean;
    max_queue_size?: number;
    batch_timeout?: number;
    inactive_timeout?: number;
    max_export_batch_size?: number;
  };
  trace_id_source?: 'random' | 'x-request-id';
  set_ngx_var?: boolean;
};

const attempts = 3;

/**
 * Sends spans in batches as opentelemetry-lua 0.2 does: a batch leaves when it is full, or at the first tick of
 * `inactive_timeout` at which its first span is `batch_timeout` old. A collector that can't be reached costs the
 * spans and says nothing.
 */
export class SpanExporter {
  readonly #url: string;
  readonly #timeoutMs: number;
  readonly #headers: Record<string, string>;
  readonly #resource: Attribute[];
  readonly #batchTimeoutMs: number;
  readonly #tickMs: number;
  readonly #batchSize: number;
  readonly #queueSize: number;
  readonly #sending = new Set<Promise<void>>();
  /** Batches that wait for their next attempt. */
  readonly #waiting = new Set<() => void>();
  #isClosed = false;
  #queue: GatewaySpan[] = [];
  #pending = 0;
  #firstAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor({ collector = {}, resource, batch_span_processor: batch = {} }: ExportMetadata) {
    const address = collector.address ?? '127.0.0.1:4318';
    // Put together as text, as opentelemetry-lua 0.2-6 does: an address that ends in `?` thus keeps its own path.
    this.#url = `${address.startsWith('http') ? '' : 'http://'}${address}/v1/traces`;
    this.#timeoutMs = (collector.request_timeout ?? 3) * 1000;
    this.#headers = {
      ...Object.fromEntries(
        Object.entries(collector.request_headers ?? {}).map(([key, value]) => [key, String(value)]),
      ),
      'Content-Type': 'application/x-protobuf',
    };
    this.#resource = resourceAttributes(resource);
    this.#batchTimeoutMs = (batch.batch_timeout ?? 5) * 1000;
    this.#tickMs = (batch.inactive_timeout ?? 2) * 1000;
    this.#batchSize = batch.max_export_batch_size ?? 256;
    this.#queueSize = batch.max_queue_size ?? 2048;
  }

  add(span: GatewaySpan): void {
    if (this.#isClosed || this.#queue.length + this.#pending >= this.#queueSize) return;
    if (this.#queue.push(span) === 1) this.#firstAt = Date.now();
    if (this.#queue.length >= this.#batchSize) this.#sendQueue();
    else this.#timer ??= setTimeout(() => this.#tick(), this.#tickMs);
  }

  /** Sends what is queued and waits for all that is under way. */
  async flush(): Promise<void> {
    this.#sendQueue();
    await Promise.all(this.#sending);
  }

  /** Sends what is queued once, without further attempts. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#isClosed = true;
    for (const go of [...this.#waiting]) go();
    await this.flush();
  }

  #tick(): void {
    this.#timer = undefined;
    if (this.#queue.length === 0) return;
    if (Date.now() - this.#firstAt >= this.#batchTimeoutMs) this.#sendQueue();
    else this.#timer = setTimeout(() => this.#tick(), this.#tickMs);
  }

  #sendQueue(): void {
    if (this.#queue.length === 0) return;
    const batch = this.#queue;
    this.#queue = [];
    this.#pending += batch.length;
    const sent = this.#send(batch).finally(() => {
      this.#pending -= batch.length;
      this.#sending.delete(sent);
    });
    this.#sending.add(sent);
  }

  async #send(batch: readonly GatewaySpan[]): Promise<void> {
    const body = Buffer.from(encodeOtlp(batch, this.#resource));
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const answered = await fetch(this.#url, {
        method: 'POST',
        headers: this.#headers,
        body,
        signal: AbortSignal.timeout(this.#timeoutMs),
      }).then(
        async (response) => {
          await response.arrayBuffer();
          return response.status === 200;
        },
        () => false,
      );
      if (answered || this.#isClosed) return;
      await this.#pause(2 ** attempt * Math.random() * 1000);
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const go = () => {
        clearTimeout(timer);
        this.#waiting.delete(go);
        resolve();
      };
      const timer = setTimeout(go, ms);
      this.#waiting.add(go);
    });
  }
}
