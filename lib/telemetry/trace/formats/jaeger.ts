import type { TraceNotice } from '@/lib/deepflow/dto';
import { badField, entryAt, entryIn, isObject, type Json, listAt, objectAt, textAt, type Where } from './checked';
import { type Attribute, type ForeignSpan, type SpanRole, spanRoles } from './foreign-span';
import type { EntriesOf } from './list-pieces';
import { noticesAttribute, takeNotices } from './notices';
import { isNumeric } from './otlp';
import { TextPool } from './text-pool';

type Process = { service: string | null; tags: Attribute[]; notices: string };

/**
 * The JSON that Jaeger's query service answers and its UI downloads (jaeger-ui, packages/jaeger-ui/src/types/trace.tsx):
 * times in µs, services in `processes`, kind and failure as tags.
 */
export function* readJaeger(traces: readonly unknown[], field: string, entriesOf: EntriesOf): Generator<ForeignSpan> {
  const pool = new TextPool();
  for (let at = 0; at < traces.length; at++) {
    const inTrace: Where = () => `${field}[${at}]`;
    const trace = entryAt(traces, at, () => field, '');
    const processes = readProcesses(trace.processes, inTrace, pool);
    let spanAt = 0;
    const where: Where = () => `${inTrace()}.spans[${spanAt}]`;
    for (const entry of entriesOf(listAt(trace.spans, inTrace, '.spans'))) {
      yield readSpan(entryIn(entry, spanAt, inTrace, '.spans'), where, trace, processes, pool);
      spanAt++;
    }
  }
}

function readProcesses(value: unknown, inTrace: Where, pool: TextPool): Map<string, Process> {
  const processes = isObject(value) ? Object.entries(value) : [];
  return new Map(
    processes.map(([key, entry]) => {
      const where: Where = () => `${inTrace()}.processes.${key}`;
      return [key, readProcess(objectAt(entry, where), where, pool)];
    }),
  );
}

function readProcess(process: Json, where: Where, pool: TextPool): Process {
  const service = textAt(process.serviceName, where, '.serviceName');
  const tags = tagsAt(process.tags, where, '.tags', pool).map(({ name, value }) => ({ name, value }));
  return { service: service === '' ? null : service, notices: takeNotices(tags), tags };
}

function readSpan(
  span: Json,
  where: Where,
  trace: Json,
  processes: ReadonlyMap<string, Process>,
  pool: TextPool,
): ForeignSpan {
  const process = isObject(span.process)
    ? readProcess(span.process, () => `${where()}.process`, pool)
    : processes.get(String(span.processID));
  const traceId = textAt(span.traceID ?? trace.traceID, where, '.traceID');
  const startUs = microsecondsOf(span.startTime);
  const { role, status, attributes } = readTags(tagsAt(span.tags, where, '.tags', pool));
  for (const tag of process?.tags ?? []) if (!attributes.some(({ name }) => name === tag.name)) attributes.push(tag);
  addLogs(attributes, span, startUs, where, pool);
  const hasEnd = span.duration !== undefined && span.duration !== null;
  return {
    traceId: pool.keep(traceId),
    spanId: textAt(span.spanID, where, '.spanID'),
    parentSpanId: readReferences(attributes, span, traceId, where),
    name: textAt(span.operationName, where, '.operationName'),
    service: process?.service ?? null,
    role,
    startUs,
    endUs: hasEnd ? startUs + microsecondsOf(span.duration) : startUs,
    hasEnd,
    status,
    attributes,
    notices: process?.notices ?? '',
  };
}

/** NaN for what is no time: one such span must not keep the others from being shown. */
function microsecondsOf(value: unknown): number {
  return typeof value === 'number' || (typeof value === 'string' && /^\d{1,16}$/.test(value))
    ? Number(value)
    : Number.NaN;
}

/** The parent within this trace: what it was called by, or else what it follows. Other references stay as links. */
function readReferences(attributes: Attribute[], span: Json, traceId: string, where: Where): string {
  const list = listAt(span.references, where, '.references');
  const references = list.map((_, at) => entryAt(list, at, where, '.references'));
  const within = references.filter(({ traceID }) => traceID === undefined || traceID === traceId);
  const parent = within.find(({ refType }) => refType === 'CHILD_OF') ?? within[0];
  let links = 0;
  for (const reference of references) {
    if (reference === parent) continue;
    links++;
    for (const [name, value] of [
      ['trace_id', reference.traceID],
      ['span_id', reference.spanID],
      ['type', reference.refType],
    ])
      if (typeof value === 'string') attributes.push({ name: `link.${links}.${name}`, value });
  }
  return textAt(parent?.spanID ?? span.parentSpanID, where, '.references');
}

type Tag = Attribute & { isBoolean: boolean };

function tagsAt(value: unknown, where: Where, rest: string, pool: TextPool): Tag[] {
  const list = listAt(value, where, rest);
  const tags: Tag[] = [];
  for (let at = 0; at < list.length; at++) {
    const { key, value: held } = entryAt(list, at, where, rest);
    if (typeof key !== 'string') badField(where, `${rest}[${at}].key`, 'a text', key);
    const text = typeof held === 'string' ? held : held === undefined ? '' : JSON.stringify(held);
    tags.push({ name: pool.keep(key), value: text, isBoolean: typeof held === 'boolean' });
  }
  return tags;
}

/** Takes off what a span has a field for; of two tags with one name the first. */
function readTags(tags: readonly Tag[]): Pick<ForeignSpan, 'role' | 'status' | 'attributes'> {
  let role: SpanRole | null = null;
  let status: ForeignSpan['status'] | null = null;
  let hasFailed = false;
  const attributes: Attribute[] = [];
  for (const { name, value, isBoolean } of tags) {
    if (name === 'span.kind' && role === null) role = spanRoles.find((known) => known === value) ?? 'unspecified';
    else if (name === 'otel.status_code' && status === null)
      status = value === 'ERROR' ? 'error' : value === 'OK' ? 'ok' : 'unset';
    else if (name === 'error' && isBoolean) hasFailed ||= value === 'true';
    else attributes.push({ name, value });
  }
  return { role: role ?? 'unspecified', status: status ?? (hasFailed ? 'error' : 'unset'), attributes };
}

function addLogs(attributes: Attribute[], span: Json, startUs: number, where: Where, pool: TextPool): void {
  const logs = listAt(span.logs, where, '.logs');
  for (let at = 0; at < logs.length; at++) {
    const log = entryAt(logs, at, where, '.logs');
    const prefix = `event.${at + 1}`;
    const offsetUs = microsecondsOf(log.timestamp) - startUs;
    if (Number.isFinite(offsetUs)) attributes.push({ name: `${prefix}.offset_us`, value: String(offsetUs) });
    else if (log.timestamp !== undefined)
      attributes.push({ name: `${prefix}.timestamp`, value: String(log.timestamp) });
    for (const { name, value } of tagsAt(log.fields, where, `.logs[${at}].fields`, pool))
      attributes.push({ name: `${prefix}.${name === 'event' ? 'name' : name}`, value });
  }
  const warnings = listAt(span.warnings, where, '.warnings');
  warnings.forEach((warning, at) => {
    attributes.push({ name: `jaeger.warning.${at + 1}`, value: String(warning) });
  });
}

/** Jaeger's spans always have one; OpenTelemetry's word for a service that has not said its name. */
export const unnamedService = 'unknown_service';

export function writeJaeger(spans: readonly ForeignSpan[], notices: readonly TraceNotice[]): unknown {
  const tags = noticesAttribute(notices).map(({ name, value }) => ({ key: name, type: 'string', value }));
  const keys = new Map<string, string>();
  for (const { service } of spans)
    if (!keys.has(service ?? unnamedService)) keys.set(service ?? unnamedService, `p${keys.size + 1}`);
  const traceID = spans[0]?.traceId ?? '';
  return {
    data: [
      {
        traceID,
        spans: spans.map((span) => writeSpan(span, keys.get(span.service ?? unnamedService) ?? '')),
        processes: Object.fromEntries([...keys].map(([serviceName, key]) => [key, { serviceName, tags }])),
        warnings: null,
      },
    ],
    total: 0,
    limit: 0,
    offset: 0,
    errors: null,
  };
}

function writeSpan(span: ForeignSpan, processID: string) {
  const { traceId, spanId, parentSpanId, startUs, endUs, status, role } = span;
  return {
    traceID: traceId,
    spanID: spanId,
    flags: 1,
    operationName: span.name,
    references: parentSpanId === '' ? [] : [{ refType: 'CHILD_OF', traceID: traceId, spanID: parentSpanId }],
    startTime: startUs,
    duration: endUs - startUs,
    tags: [
      { key: 'span.kind', type: 'string', value: role },
      { key: 'otel.status_code', type: 'string', value: status.toUpperCase() },
      ...(status === 'error' ? [{ key: 'error', type: 'bool', value: true }] : []),
      ...span.attributes.map(({ name, value }) =>
        isNumeric(name, value)
          ? { key: name, type: 'int64', value: Number(value) }
          : { key: name, type: 'string', value },
      ),
    ],
    logs: [],
    processID,
    warnings: null,
  };
}
