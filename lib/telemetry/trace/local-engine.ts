import type { Span, Trace } from '@/lib/deepflow/dto';
import { fetchJson } from '@/lib/http/fetch-json';
import { ProblemError } from '@/lib/http/problem';
import type { OpenedTrace } from './columns';
import type { EnginePreparation, TraceEngine, TraceFormat, TraceSource } from './engine';
import { faultsOf } from './faults';
import { rehearsalText } from './formats/rehearsal';
import { writeTrace } from './formats/write-trace';
import { type LaidOut, layOut, type TraceInput } from './lay-out';
import { TraceHaystack } from './search';

/** The engine itself, on whichever thread it is made: a worker in the browser, the caller's in tests. */
export class LocalTraceEngine implements TraceEngine {
  #held: { trace: LaidOut; haystack: TraceHaystack | null } | null = null;
  #openings = 0;

  async open(source: TraceSource, signal?: AbortSignal): Promise<OpenedTrace> {
    const opening = ++this.#openings;
    this.#held = null;
    const input = await readSource(source, signal);
    signal?.throwIfAborted();
    const trace = layOut(input, Date.now() * 1000);
    if (opening === this.#openings) this.#held = { trace, haystack: null };
    return trace.opened;
  }

  async search(text: string): Promise<Int32Array> {
    if (text.trim() === '') return new Int32Array(0);
    return this.#haystack().find(text);
  }

  async span(index: number): Promise<Span> {
    const span = settledSpan(this.#trace(), index);
    if (span === null)
      throw new ProblemError({
        type: 'about:blank',
        title: 'No such span',
        status: 404,
        code: 'not_found',
        detail: `The trace has no span ${index}.`,
      });
    return span;
  }

  async exportAs(format: TraceFormat): Promise<Blob> {
    const trace = this.#trace();
    const spans = trace.spans.map((span, at) => settledSpan(trace, at) ?? span);
    return writeTrace(format, trace.opened, spans);
  }

  prepare(what: EnginePreparation): void {
    // Without it the file is what fails, and says so.
    if (what === 'file') void rehearse().catch(() => undefined);
    else if (this.#held !== null) this.#haystack();
  }

  close(): void {
    this.#openings++;
    this.#held = null;
  }

  #trace(): LaidOut {
    if (this.#held === null) throw notOpen();
    return this.#held.trace;
  }

  #haystack(): TraceHaystack {
    if (this.#held === null) throw notOpen();
    this.#held.haystack ??= new TraceHaystack(this.#held.trace.spans);
    return this.#held.haystack;
  }
}

function notOpen(): ProblemError {
  return new ProblemError({ type: 'about:blank', title: 'No trace is open', status: 409, code: 'conflict' });
}

async function readSource(source: TraceSource, signal: AbortSignal | undefined): Promise<TraceInput> {
  if (source.kind === 'url') {
    const { callId, spans, notices } = await fetchJson<Trace>(source.url, signal ? { signal } : {});
    return { callId, fileName: null, spans, notices };
  }
  const { readTraceFile } = await fileReader();
  return readTraceFile(source, signal);
}

/** Traces of the console's own API are read without it. */
function fileReader() {
  return import('./formats/read-file');
}

/** All that a file passes through, once. */
async function rehearse(): Promise<void> {
  const { readTraceText } = await fileReader();
  layOut(readTraceText(rehearsalText(), { name: '' }), Date.now() * 1000);
}

/** A span as the layout settled it: its key is unique, and its parent is in the trace or said to be missing. */
function settledSpan({ opened: { columns, tables }, spans }: LaidOut, index: number): Span | null {
  const span = spans[index];
  if (span === undefined) return null;
  const parent = columns.parent[index] ?? -1;
  const faults = faultsOf(columns.fault[index] ?? 0);
  return {
    ...span,
    id: tables.ids[index] ?? span.id,
    parentId: parent >= 0 ? (tables.ids[parent] ?? null) : faults.includes('missing_parent') ? span.parentId : null,
    selfUs: columns.self[index] ?? 0,
    faults,
  };
}
