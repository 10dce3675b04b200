import type { Span } from '@/lib/deepflow/dto';
import { ProblemError } from '@/lib/http/problem';
import type { OpenedTrace } from './columns';
import type { EnginePreparation, TraceEngine, TraceFormat, TraceSource } from './engine';
import type { EngineAnswer, EnginePort, EngineRequest } from './engine-messages';

/** A worker, or what stands for one in tests. */
export type EngineWorker = Omit<EnginePort, 'addEventListener'> & {
  addEventListener: (type: 'message' | 'error' | 'messageerror', listener: (event: MessageEvent) => void) => void;
  terminate: () => void;
};

type Waiting = { resolve: (value: never) => void; reject: (error: unknown) => void };
type Question = EngineRequest extends infer Request ? (Request extends unknown ? Omit<Request, 'id'> : never) : never;

/** The page's end of the line to an engine in a worker. */
export class WorkerTraceEngine implements TraceEngine {
  readonly #worker: EngineWorker;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;
  #failure: ProblemError | null = null;

  constructor(worker: EngineWorker) {
    this.#worker = worker;
    worker.addEventListener('message', ({ data }) => this.#settle(data as EngineAnswer));
    worker.addEventListener('error', (event) => this.#fail(workerFailed(event)));
    worker.addEventListener('messageerror', (event) => this.#fail(workerFailed(event)));
  }

  async open(source: TraceSource, signal?: AbortSignal): Promise<OpenedTrace> {
    signal?.throwIfAborted();
    const { id, answer } = this.#ask<OpenedTrace>({ call: 'open', source: withFullUrl(source) });
    const giveUp = () => {
      this.#waiting.get(id)?.reject(signal?.reason);
      this.#waiting.delete(id);
      if (this.#failure === null) this.#worker.postMessage({ id, call: 'abort' }, []);
    };
    signal?.addEventListener('abort', giveUp);
    try {
      return await answer;
    } finally {
      signal?.removeEventListener('abort', giveUp);
    }
  }

  search(text: string): Promise<Int32Array> {
    return this.#ask<Int32Array>({ call: 'search', text }).answer;
  }

  span(index: number): Promise<Span> {
    return this.#ask<Span>({ call: 'span', index }).answer;
  }

  prepare(what: EnginePreparation): void {
    if (this.#failure === null) this.#worker.postMessage({ id: this.#nextId++, call: 'prepare', what }, []);
  }

  exportAs(format: TraceFormat): Promise<Blob> {
    return this.#ask<Blob>({ call: 'exportAs', format }).answer;
  }

  close(): void {
    this.#fail(new ProblemError({ type: 'about:blank', title: 'The trace was closed', status: 409, code: 'conflict' }));
    this.#worker.terminate();
  }

  #ask<Value>(question: Question): { id: number; answer: Promise<Value> } {
    const id = this.#nextId++;
    const answer = new Promise<Value>((resolve, reject) => {
      if (this.#failure) {
        reject(this.#failure);
        return;
      }
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ ...question, id }, []);
    });
    return { id, answer };
  }

  #settle(answer: EngineAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('problem' in answer) waiting?.reject(new ProblemError(answer.problem));
    else waiting?.resolve(answer.value as never);
  }

  #fail(failure: ProblemError): void {
    this.#failure ??= failure;
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
  }
}

/** A worker may run from an address of its own that relative ones cannot be resolved against. */
function withFullUrl(source: TraceSource): TraceSource {
  return source.kind === 'url' && typeof location !== 'undefined'
    ? { kind: 'url', url: new URL(source.url, location.href).href }
    : source;
}

function workerFailed(event: MessageEvent | ErrorEvent): ProblemError {
  return new ProblemError({
    type: 'about:blank',
    title: 'The part of the console that reads traces stopped',
    status: 500,
    code: 'internal',
    detail: 'message' in event ? event.message : undefined,
  });
}
