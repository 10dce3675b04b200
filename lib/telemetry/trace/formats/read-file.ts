import type { FileTrace } from '@/lib/telemetry/trace/columns';
import type { TraceSource } from '@/lib/telemetry/trace/engine';
import type { TraceInput } from '@/lib/telemetry/trace/lay-out';
import { isObject, type Json } from './checked';
import { fileProblem } from './file-problem';
import type { ForeignSpan } from './foreign-span';
import { spansOf } from './from-foreign';
import { readJaeger } from './jaeger';
import { readOtlp, resourceSpansOf } from './otlp';
import { readOwnJson } from './own-json';
import { parseDocuments } from './parse-documents';
import { readText } from './read-text';

type FileSource = Extract<TraceSource, { kind: 'file' }>;

/** One trace of a file of OTLP JSON, Jaeger JSON or the console's own, packed with gzip or not. */
export async function readTraceFile(source: FileSource, signal?: AbortSignal): Promise<TraceInput> {
  return readTraceText(await readText(source.file, signal), source);
}

export function readTraceText(text: string, { name, traceId }: Pick<FileSource, 'name' | 'traceId'>): TraceInput {
  const documents = parseDocuments(text);
  const own = documents.find((document): document is Json => isObject(document) && isOwn(document));
  if (own !== undefined) {
    const { spans, notices } = readOwnJson(own);
    if (spans.length === 0) throw noSpans();
    return { callId: null, fileName: name, spans, notices };
  }
  const read = documents.map((document, at) => readForeign(document, documents.length > 1 ? `line ${at + 1}: ` : ''));
  const known = read.filter((spans) => spans !== null);
  if (known.length === 0) throw fileProblem('other_kind', `It holds ${describe(documents[0])}.`);
  const groups = byTrace(known.flat());
  const [largest] = groups;
  if (largest === undefined) throw noSpans();
  const chosen = groups.find((group) => group[0]?.traceId === traceId) ?? largest;
  return {
    callId: null,
    fileName: name,
    spans: spansOf(chosen),
    notices: [],
    fileTraces: groups.length > 1 ? groups.map(toFileTrace) : undefined,
  };
}

function isOwn({ spans, data, processes, callId }: Json): boolean {
  return Array.isArray(spans) && data === undefined && processes === undefined && typeof callId === 'string';
}

/** Null for a document that holds no traces: the collector writes metrics and logs into such files too. */
function readForeign(document: unknown, place: string): ForeignSpan[] | null {
  if (Array.isArray(document)) {
    if (document.some((entry) => isObject(entry) && resourceSpansOf(entry) !== undefined))
      return document.flatMap((entry, at) => readForeign(entry, `${place}[${at}].`) ?? []);
    return document.some(isJaegerTrace) ? readJaeger(document, `${place}traces`) : null;
  }
  if (!isObject(document)) return null;
  const resourceSpans = resourceSpansOf(document);
  if (resourceSpans !== undefined) return readOtlp(resourceSpans, `${place}resourceSpans`);
  if (Array.isArray(document.data) && (document.data.length === 0 || document.data.some(isJaegerTrace)))
    return readJaeger(document.data, `${place}data`);
  return isJaegerTrace(document) ? readJaeger([document], `${place}trace`) : null;
}

function isJaegerTrace(value: unknown): boolean {
  return (
    isObject(value) && Array.isArray(value.spans) && (value.traceID !== undefined || value.processes !== undefined)
  );
}

/** The largest first; of equals the one that the file has first. */
function byTrace(spans: readonly ForeignSpan[]): ForeignSpan[][] {
  const groups = new Map<string, ForeignSpan[]>();
  for (const span of spans) {
    const group = groups.get(span.traceId);
    if (group) group.push(span);
    else groups.set(span.traceId, [span]);
  }
  return [...groups.values()].sort((a, b) => b.length - a.length);
}

function toFileTrace(spans: readonly ForeignSpan[]): FileTrace {
  let first = spans[0];
  let endUs = 0;
  for (const span of spans) {
    if (first !== undefined && span.startUs < first.startUs) first = span;
    endUs = Math.max(endUs, span.endUs);
  }
  return {
    id: first?.traceId ?? '',
    spans: spans.length,
    name: first?.name ?? '',
    durationUs: Math.max(0, endUs - (first?.startUs ?? 0)),
  };
}

function noSpans() {
  return fileProblem('no_spans', 'Its lists of spans are empty.');
}

function describe(document: unknown): string {
  if (Array.isArray(document)) return `a list of ${document.length}`;
  if (!isObject(document)) return `a ${typeof document} alone`;
  const keys = Object.keys(document);
  return keys.length === 0 ? 'an empty object' : `an object with ${keys.slice(0, 6).join(', ')}`;
}
