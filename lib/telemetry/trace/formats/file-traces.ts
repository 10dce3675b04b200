import type { Span, TraceNotice } from '@/lib/deepflow/dto';
import type { FileTrace } from '@/lib/telemetry/trace/columns';
import { spanTimes } from '@/lib/telemetry/trace/span-times';
import { type ForeignSpan, plainSpanOf } from './foreign-span';
import { noticesOf } from './notices';
import { takeOwnAttributes } from './own-attributes';

/** The traces of a file, put together as its records come: a record is let go of once its span is made. */
export class FileTraces {
  readonly #traces = new Map<string, TraceOfFile>();

  add(record: ForeignSpan): void {
    let trace = this.#traces.get(record.traceId);
    if (trace === undefined) {
      trace = new TraceOfFile(record.traceId);
      this.#traces.set(record.traceId, trace);
    }
    trace.add(record);
  }

  /** The largest first; of equals the one that the file has first. */
  bySize(): TraceOfFile[] {
    return [...this.#traces.values()].sort((a, b) => b.size - a.size);
  }
}

/** One trace of another system's records; spans of ours come back as they were. */
class TraceOfFile {
  readonly id: string;
  readonly #spans: Span[] = [];
  /** The parent that each span's record names. */
  readonly #named: string[] = [];
  readonly #notices = new Set<string>();
  /** What a record's id became, where that is another. */
  readonly #idOf = new Map<string, string>();

  constructor(id: string) {
    this.id = id;
  }

  get size(): number {
    return this.#spans.length;
  }

  add(record: ForeignSpan): void {
    const { spanId } = record;
    const span = plainSpanOf(record, spanId === '' ? `span-${this.#spans.length + 1}` : spanId);
    const named = span.parentId;
    span.parentId = null;
    takeOwnAttributes(span);
    if (span.id !== spanId && spanId !== '' && !this.#idOf.has(spanId)) this.#idOf.set(spanId, span.id);
    span.parentId ??= named;
    this.#spans.push(span);
    this.#named.push(record.parentSpanId);
    if (record.notices !== '') this.#notices.add(record.notices);
  }

  /** Asked once, when all records are there. */
  spans(): Span[] {
    if (this.#idOf.size > 0)
      this.#spans.forEach((span, at) => {
        const named = this.#named[at] ?? '';
        if (span.parentId === named) span.parentId = this.#idOf.get(named) ?? span.parentId;
      });
    return this.#spans;
  }

  notices(): TraceNotice[] {
    return noticesOf(this.#notices);
  }

  /** What is past `latestUs` is in the future. */
  summary(latestUs: number): FileTrace {
    const { start, startUs, endUs } = spanTimes(this.#spans, latestUs);
    // One that says so itself, before one that is put there because its own start cannot be right.
    const first = this.#spans.find((span) => span.startUs === startUs) ?? this.#spans[start.indexOf(startUs)];
    return { id: this.id, spans: this.size, name: first?.name ?? '', durationUs: endUs - startUs };
  }
}
