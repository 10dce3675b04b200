import type { TraceNotice } from '@/lib/deepflow/dto';
import { badField, entryAt, entryIn, isObject, type Json, listAt, textAt, type Where } from './checked';
import { type Attribute, type ForeignSpan, type SpanRole, spanRoles } from './foreign-span';
import type { EntriesOf } from './list-pieces';
import { noticesAttribute, takeNotices } from './notices';
import { TextPool } from './text-pool';

type OfResource = Pick<ForeignSpan, 'service' | 'notices'>;

/**
 * OTLP/JSON (opentelemetry-proto, trace/v1/trace.proto and the specification's "JSON Protobuf Encoding"): ids in hex,
 * 64-bit numbers as decimal texts, enums as numbers. Older and laxer writers are read too: ids in base64, numbers as
 * numbers, enums by name, `instrumentationLibrarySpans`, Tempo's `batches`, names with underscores. Tempo's API wraps it as
 * `trace`, Jaeger's v3 as `result`.
 */
export function resourceSpansOf(document: Json): unknown {
  const trace = [document.trace, document.result].find(isObject) ?? document;
  return trace.resourceSpans ?? trace.resource_spans ?? trace.batches;
}

export function* readOtlp(resourceSpans: unknown, field: string, entriesOf: EntriesOf): Generator<ForeignSpan> {
  const pool = new TextPool();
  const inFile: Where = () => field;
  const groups = listAt(resourceSpans, inFile);
  for (let at = 0; at < groups.length; at++) {
    const inResource: Where = () => `${field}[${at}]`;
    const group = entryAt(groups, at, inFile, '');
    const resource = isObject(group.resource) ? group.resource : {};
    const ofResource = attributesAt(resource.attributes, inResource, '.resource.attributes', pool);
    const notices = takeNotices(ofResource);
    const service = ofResource.find(({ name }) => name === 'service.name')?.value ?? null;
    const shared = ofResource.filter(({ name }) => name !== 'service.name');
    const ofSpans: OfResource = { service, notices };
    const scopes = listAt(
      group.scopeSpans ?? group.scope_spans ?? group.instrumentationLibrarySpans ?? group.ilSpans,
      inResource,
      '.scopeSpans',
    );
    for (let scopeAt = 0; scopeAt < scopes.length; scopeAt++) {
      const inScope: Where = () => `${inResource()}.scopeSpans[${scopeAt}]`;
      const scope = entryAt(scopes, scopeAt, inResource, '.scopeSpans');
      const named = scope.scope ?? scope.instrumentationLibrary;
      const library = isObject(named) && typeof named.name === 'string' ? named.name : '';
      const ofScope = library === '' ? shared : [...shared, { name: 'otel.scope.name', value: library }];
      let spanAt = 0;
      const where: Where = () => `${inScope()}.spans[${spanAt}]`;
      for (const entry of entriesOf(listAt(scope.spans, inScope, '.spans'))) {
        yield readSpan(entryIn(entry, spanAt, inScope, '.spans'), where, ofSpans, ofScope, pool);
        spanAt++;
      }
    }
  }
}

function readSpan(
  span: Json,
  where: Where,
  { service, notices }: OfResource,
  shared: Attribute[],
  pool: TextPool,
): ForeignSpan {
  const status = isObject(span.status) ? span.status : {};
  const startUs = microsecondsOf(span.startTimeUnixNano ?? span.start_time_unix_nano);
  const endTime = span.endTimeUnixNano ?? span.end_time_unix_nano;
  const hasEnd = !isUnset(endTime);
  const attributes = attributesAt(span.attributes, where, '.attributes', pool);
  addShared(attributes, shared);
  addEvents(attributes, span, startUs, where, pool);
  addLinks(attributes, span, where, pool);
  addText(attributes, 'otel.status_description', status.message);
  addText(attributes, 'otel.trace_state', span.traceState ?? span.trace_state);
  return {
    traceId: pool.keep(idAt(span.traceId ?? span.trace_id, where, '.traceId')),
    spanId: idAt(span.spanId ?? span.span_id, where, '.spanId'),
    parentSpanId: idAt(span.parentSpanId ?? span.parent_span_id, where, '.parentSpanId'),
    name: textAt(span.name, where, '.name'),
    service,
    role: roleAt(span.kind),
    startUs,
    endUs: hasEnd ? microsecondsOf(endTime) : startUs,
    hasEnd,
    status: statusAt(status.code),
    attributes,
    notices,
  };
}

/** What the resource says holds for each of its spans, unless a span says it itself. */
function addShared(attributes: Attribute[], shared: readonly Attribute[]): void {
  const own = attributes.length;
  for (const attribute of shared) {
    let isSaid = false;
    for (let at = 0; at < own && !isSaid; at++) isSaid = attributes[at]?.name === attribute.name;
    if (!isSaid) attributes.push(attribute);
  }
}

function addEvents(attributes: Attribute[], span: Json, startUs: number, where: Where, pool: TextPool): void {
  const events = listAt(span.events, where, '.events');
  for (let at = 0; at < events.length; at++) {
    const event = entryAt(events, at, where, '.events');
    const prefix = `event.${at + 1}`;
    addText(attributes, `${prefix}.name`, event.name);
    const time = event.timeUnixNano ?? event.time_unix_nano;
    if (time !== undefined) {
      const offsetUs = microsecondsOf(time) - startUs;
      if (Number.isFinite(offsetUs)) attributes.push({ name: `${prefix}.offset_us`, value: String(offsetUs) });
      else attributes.push({ name: `${prefix}.time_unix_nano`, value: textOfValue({ intValue: time }) });
    }
    for (const { name, value } of attributesAt(event.attributes, where, `.events[${at}].attributes`, pool))
      attributes.push({ name: `${prefix}.${name}`, value });
  }
}

function addLinks(attributes: Attribute[], span: Json, where: Where, pool: TextPool): void {
  const links = listAt(span.links, where, '.links');
  for (let at = 0; at < links.length; at++) {
    const link = entryAt(links, at, where, '.links');
    const prefix = `link.${at + 1}`;
    addText(attributes, `${prefix}.trace_id`, idAt(link.traceId ?? link.trace_id, where, `.links[${at}].traceId`));
    addText(attributes, `${prefix}.span_id`, idAt(link.spanId ?? link.span_id, where, `.links[${at}].spanId`));
    for (const { name, value } of attributesAt(link.attributes, where, `.links[${at}].attributes`, pool))
      attributes.push({ name: `${prefix}.${name}`, value });
  }
}

function addText(attributes: Attribute[], name: string, value: unknown): void {
  if (typeof value === 'string' && value !== '') attributes.push({ name, value });
}

/**
 * Nanoseconds are beyond what a number holds exactly: as a text they are cut, not calculated. NaN for what is no time:
 * one such span must not keep the others from being shown.
 */
function microsecondsOf(value: unknown): number {
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return value.length <= 3 ? 0 : Number(value.slice(0, -3));
  if (typeof value === 'number' && Number.isFinite(value)) return Math.floor(value / 1000);
  return Number.NaN;
}

/** Protobuf leaves out what is 0, and some writers write it: the time was not set. */
function isUnset(value: unknown): boolean {
  return value === undefined || value === null || value === '' || value === 0 || value === '0';
}

/** Hex in lower case, from hex or base64; blank for an id of zeros, which is none. */
function idAt(value: unknown, where: Where, rest: string): string {
  const text = textAt(value, where, rest);
  if (text === '') return text;
  const isBase64 = text.endsWith('=') && /^(?:[\w+/-]{11}=|[\w+/-]{22}==)$/.test(text);
  const hex = isBase64 ? hexOfBase64(text) : text.toLowerCase();
  return hex.startsWith('0') && /^0+$/.test(hex) ? '' : hex;
}

function hexOfBase64(text: string): string {
  const bytes = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  let hex = '';
  for (let at = 0; at < bytes.length; at++) hex += bytes.charCodeAt(at).toString(16).padStart(2, '0');
  return hex;
}

function roleAt(kind: unknown): SpanRole {
  if (typeof kind === 'string')
    return spanRoles.find((role) => kind === `SPAN_KIND_${role.toUpperCase()}`) ?? 'unspecified';
  return (typeof kind === 'number' ? spanRoles[kind] : undefined) ?? 'unspecified';
}

function statusAt(code: unknown): ForeignSpan['status'] {
  if (code === 1 || code === 'STATUS_CODE_OK') return 'ok';
  return code === 2 || code === 'STATUS_CODE_ERROR' ? 'error' : 'unset';
}

function attributesAt(value: unknown, where: Where, rest: string, pool: TextPool): Attribute[] {
  const list = listAt(value, where, rest);
  const attributes: Attribute[] = [];
  for (let at = 0; at < list.length; at++) {
    const { key, value: any } = entryAt(list, at, where, rest);
    if (typeof key !== 'string') badField(where, `${rest}[${at}].key`, 'a text', key);
    attributes.push({ name: pool.keep(key), value: textOfValue(any) });
  }
  return attributes;
}

function textOfValue(value: unknown): string {
  if (isObject(value) && typeof value.stringValue === 'string') return value.stringValue;
  const plain = plainValue(value);
  return typeof plain === 'string' ? plain : JSON.stringify(plain);
}

/** An AnyValue as the value it holds; 64-bit numbers stay texts. */
function plainValue(value: unknown): unknown {
  if (!isObject(value)) return value ?? '';
  if ('stringValue' in value) return value.stringValue ?? '';
  if ('intValue' in value) return String(value.intValue);
  if ('boolValue' in value) return value.boolValue;
  if ('doubleValue' in value) return value.doubleValue;
  if ('arrayValue' in value) return listOf(value.arrayValue).map(plainValue);
  if ('kvlistValue' in value)
    return Object.fromEntries(
      listOf(value.kvlistValue).flatMap((entry) =>
        isObject(entry) ? [[String(entry.key), plainValue(entry.value)]] : [],
      ),
    );
  return value.bytesValue ?? '';
}

function listOf(value: unknown): unknown[] {
  return isObject(value) && Array.isArray(value.values) ? value.values : [];
}

export function writeOtlp(spans: readonly ForeignSpan[], notices: readonly TraceNotice[]): unknown {
  const groups = new Map<string | null, ForeignSpan[]>();
  for (const span of spans) {
    const group = groups.get(span.service);
    if (group) group.push(span);
    else groups.set(span.service, [span]);
  }
  return {
    resourceSpans: [...groups].map(([service, members]) => ({
      resource: {
        attributes: [
          ...(service === null ? [] : [{ name: 'service.name', value: service }]),
          ...noticesAttribute(notices),
        ].map(({ name, value }) => ({ key: name, value: { stringValue: value } })),
      },
      scopeSpans: [{ spans: members.map(writeSpan) }],
    })),
  };
}

function writeSpan(span: ForeignSpan) {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    name: span.name,
    kind: spanRoles.indexOf(span.role),
    startTimeUnixNano: `${span.startUs}000`,
    endTimeUnixNano: `${span.endUs}000`,
    attributes: span.attributes.map(({ name, value }) => ({
      key: name,
      value: isNumeric(name, value) ? { intValue: value } : { stringValue: value },
    })),
    status: { code: ['unset', 'ok', 'error'].indexOf(span.status) },
  };
}

/** What every reader expects to be a number. */
export function isNumeric(name: string, value: string): boolean {
  return /(?:status_code|\.port)$/.test(name) && /^(?:0|[1-9]\d{0,8})$/.test(value);
}
