import type { TraceSource } from '@/lib/telemetry/trace/engine';
import type { TraceInput } from '@/lib/telemetry/trace/lay-out';
import { latestAt } from '@/lib/telemetry/trace/span-times';
import { badField, isObject, type Json } from './checked';
import { fileProblem } from './file-problem';
import { FileTraces } from './file-traces';
import type { ForeignSpan } from './foreign-span';
import { readJaeger } from './jaeger';
import { type EntriesOf, ListPieces, wholeEntries } from './list-pieces';
import { withLongNumbersAsTexts } from './long-numbers';
import { readOtlp, resourceSpansOf } from './otlp';
import { readOwnJson } from './own-json';
import { parseDocuments } from './parse-documents';
import { readText } from './read-text';

type FileSource = Extract<TraceSource, { kind: 'file' }>;

/** One trace of a file of OTLP JSON, Jaeger JSON or the console's own, packed with gzip or not. */
export async function readTraceFile(source: FileSource, signal?: AbortSignal): Promise<TraceInput> {
  return readTraceText(await readText(source.file, signal), source);
}

export function readTraceText(written: string, source: Pick<FileSource, 'name' | 'traceId'>): TraceInput {
  const text = withLongNumbersAsTexts(written);
  return readInPieces(text, source) ?? readDocuments(parseDocuments(text), source, wholeEntries);
}

/** Null where the text has to be read as a whole: also for what is wrong in it, and where that stands. */
function readInPieces(text: string, source: Pick<FileSource, 'name' | 'traceId'>): TraceInput | null {
  const pieces = ListPieces.of(text);
  if (pieces === null) return null;
  try {
    const input = readDocuments([pieces.document()], source, (list) => pieces.entriesOf(list));
    return pieces.isRead ? input : null;
  } catch {
    return null;
  }
}

function readDocuments(
  documents: readonly unknown[],
  { name, traceId }: Pick<FileSource, 'name' | 'traceId'>,
  entriesOf: EntriesOf,
): TraceInput {
  const own = documents.find(isOwn);
  if (own !== undefined) {
    if (documents.length > 1) throw ownAmongSeveral(documents.indexOf(own), documents.length);
    const { spans, notices } = readOwnJson(own, entriesOf);
    if (spans.length === 0) throw noSpans();
    return { callId: null, fileName: name, spans, notices };
  }
  const readers = documents.map((document, at) =>
    readForeign(document, documents.length > 1 ? `document ${at + 1}: ` : '', entriesOf),
  );
  if (readers.every((records) => records === null))
    throw fileProblem('other_kind', `It holds ${describe(documents[0])}.`);
  const traces = new FileTraces();
  readers.forEach((records, at) => {
    for (const record of records ?? passedOver(documents[at], `document ${at + 1}`)) traces.add(record);
  });
  const bySize = traces.bySize();
  const [largest] = bySize;
  if (largest === undefined) throw noSpans();
  const latestUs = latestAt(Date.now() * 1000);
  const chosen = bySize.find(({ id }) => id === traceId) ?? largest;
  return {
    callId: null,
    fileName: name,
    spans: chosen.spans(),
    notices: chosen.notices(),
    fileTraces: bySize.length > 1 ? bySize.map((trace) => trace.summary(latestUs)) : undefined,
  };
}

function isOwn(document: unknown): document is Json {
  if (!isObject(document)) return false;
  const { spans, data, processes, callId } = document;
  return Array.isArray(spans) && data === undefined && processes === undefined && typeof callId === 'string';
}

/** To open one of them would show a part of the file as the whole. */
function ownAmongSeveral(at: number, count: number) {
  const field = `document ${at + 1}`;
  const detail = `${field} of ${count} is an export of this console, which is read from a file of its own: keep one in each.`;
  return fileProblem('bad_field', detail, field);
}

/**
 * Nothing, for a document among others that has no traces to lose: the collector writes metrics and logs into such files
 * too, and what had nothing to say is empty. Any other may be a part that failed, and is refused.
 */
function passedOver(document: unknown, field: string): [] {
  const keys = isObject(document) ? Object.keys(document) : null;
  if (keys?.every((key) => otherSignals.includes(key))) return [];
  return badField(() => field, '', 'of traces, metrics or logs', document);
}

const otherSignals = ['resourceMetrics', 'resourceLogs', 'resourceProfiles', 'dictionary'];

/** Null for a document that holds no traces. */
function readForeign(document: unknown, place: string, entriesOf: EntriesOf): Iterable<ForeignSpan> | null {
  if (Array.isArray(document)) {
    if (document.some((entry) => isObject(entry) && resourceSpansOf(entry) !== undefined))
      return readEach(document, place, entriesOf);
    return document.some(isJaegerTrace) ? readJaeger(document, `${place}traces`, entriesOf) : null;
  }
  if (!isObject(document)) return null;
  const resourceSpans = resourceSpansOf(document);
  if (resourceSpans !== undefined) return readOtlp(resourceSpans, `${place}resourceSpans`, entriesOf);
  if (Array.isArray(document.data) && (document.data.length === 0 || document.data.some(isJaegerTrace)))
    return readJaeger(document.data, `${place}data`, entriesOf);
  return isJaegerTrace(document) ? readJaeger([document], `${place}trace`, entriesOf) : null;
}

function* readEach(documents: readonly unknown[], place: string, entriesOf: EntriesOf): Generator<ForeignSpan> {
  for (const [at, document] of documents.entries())
    yield* readForeign(document, `${place}[${at}].`, entriesOf) ?? passedOver(document, `${place}[${at}]`);
}

function isJaegerTrace(value: unknown): boolean {
  return (
    isObject(value) && Array.isArray(value.spans) && (value.traceID !== undefined || value.processes !== undefined)
  );
}

function noSpans() {
  return fileProblem('no_spans', 'Its lists of spans are empty.');
}

function describe(document: unknown): string {
  if (Array.isArray(document)) return `a list of ${document.length}`;
  if (!isObject(document)) return document === null ? 'null alone' : `a ${typeof document} alone`;
  const keys = Object.keys(document);
  return keys.length === 0 ? 'an empty object' : `an object with ${keys.slice(0, 6).join(', ')}`;
}
