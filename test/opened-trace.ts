import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type Span, spanFaults } from '@/lib/deepflow/dto';
import { buildTrace } from '@/lib/deepflow/trace-model';
import { toNodes, type WireSpan } from '@/lib/deepflow/trace-wire';
import { kindCodes, type OpenedTrace, outcomeCodes } from '@/lib/telemetry/trace/columns';

/** Spans, depth first, as the columns that a screen gets. Parents stand before their children. */
export function openedOf(spans: readonly Span[], over: Partial<OpenedTrace> = {}): OpenedTrace {
  const count = spans.length;
  const places = new Map(spans.map(({ id }, at) => [id, at]));
  const startUs = Math.min(...spans.map((span) => span.startUs));
  const endUs = Math.max(...spans.map((span) => span.endUs));
  const tables: OpenedTrace['tables'] = { ids: [], names: [], services: [], hosts: [], places: [], points: [] };
  const put = (table: string[], text: string) => {
    const known = table.indexOf(text);
    return known >= 0 ? known : table.push(text) - 1;
  };
  const service = ({ serviceId, service: name, selfUs }: Span) => {
    if (serviceId === null) return -1;
    let at = tables.services.findIndex(({ id }) => id === serviceId);
    if (at < 0) at = tables.services.push({ id: serviceId, name: name ?? '', selfUs: 0 }) - 1;
    const entry = tables.services[at];
    if (entry) entry.selfUs += selfUs;
    return at;
  };
  const parent = Int32Array.from(spans, ({ parentId }) => (parentId === null ? -1 : (places.get(parentId) ?? -1)));
  const depth = new Int32Array(count);
  const last = Int32Array.from(spans, (_, at) => at);
  for (let at = 0; at < count; at++) {
    const up = parent[at] ?? -1;
    depth[at] = up < 0 ? 0 : (depth[up] ?? 0) + 1;
  }
  for (let at = count - 1; at >= 0; at--) {
    const up = parent[at] ?? -1;
    if (up >= 0) last[up] = Math.max(last[up] ?? up, last[at] ?? at);
  }
  const columns: OpenedTrace['columns'] = {
    count,
    parent,
    depth,
    last,
    start: Float64Array.from(spans, (span) => span.startUs - startUs),
    end: Float64Array.from(spans, (span) => span.endUs - startUs),
    self: Float64Array.from(spans, (span) => span.selfUs),
    critical: Float64Array.from(spans, (span) => span.selfUs),
    lane: depth.slice(),
    kind: Uint8Array.from(spans, ({ kind }) => kindCodes.indexOf(kind)),
    outcome: Uint8Array.from(spans, ({ outcome }) => outcomeCodes.indexOf(outcome)),
    fault: Uint16Array.from(spans, ({ faults }) =>
      faults.reduce((bits, fault) => bits | (1 << spanFaults.indexOf(fault)), 0),
    ),
    status: Int32Array.from(spans, ({ status }) => status ?? -1),
    name: Int32Array.from(spans, ({ name }) => put(tables.names, name)),
    service: Int32Array.from(spans, service),
    host: Int32Array.from(spans, ({ host }) => (host === '' ? -1 : put(tables.hosts, host))),
    place: Int32Array.from(spans, ({ instance }) => put(tables.places, instance)),
    point: Int32Array.from(spans, ({ point }) => put(tables.points, point)),
  };
  tables.ids.push(...spans.map(({ id }) => id));
  return {
    callId: '77',
    fileName: null,
    startUs,
    endUs,
    columns,
    tables,
    lanes: Math.max(0, ...depth) + 1,
    notices: [],
    routeId: spans.find(({ routeId }) => routeId !== null)?.routeId ?? null,
    ...over,
  };
}

type Recorded = {
  name: string;
  scenario: string;
  labels: Record<string, string>;
  response: { body: { DATA?: { tracing?: Record<string, unknown>[] } } };
};

let recorded: Recorded[] | null = null;

function recordings(): Recorded[] {
  const file = join(import.meta.dirname, '../sandbox/contract/recordings/deepflow/tracing.jsonl.gz');
  recorded ??= gunzipSync(readFileSync(file))
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line): Recorded => JSON.parse(line));
  return recorded;
}

/** A recorded answer of the tracing service as spans whose ids are the recording's labels (`in.s-p`, `out.c`). */
export function recordedSpans(scenario: string): Span[] {
  const line = recordings().find((one) => one.scenario === scenario && spansOf(one).length > 0);
  if (!line) throw new Error(`no recording of ${scenario} has spans`);
  return spansOf(line);
}

/** Every recorded answer that has spans. */
export function allRecordedSpans(): Span[][] {
  return recordings()
    .map(spansOf)
    .filter((spans) => spans.length > 0);
}

function spansOf({ response, labels: names }: Recorded): Span[] {
  const wire = response.body.DATA?.tracing ?? [];
  const labels = new Map(wire.map((span) => [String(span.id), names[(span._ids as string[])[0] ?? ''] ?? '']));
  const spans = wire.map((span) => wireSpan(span, labels));
  return buildTrace('77', toNodes({ spans, clockCorrection: new Map() }), []).spans;
}

function wireSpan(span: Record<string, unknown>, labels: ReadonlyMap<string, string>): WireSpan {
  const text = (name: string) => String(span[name] ?? '');
  const number = (name: string) => Number(span[name] ?? 0);
  const orNull = (name: string) => (typeof span[name] === 'number' ? Math.round(span[name]) : null);
  return {
    id: labels.get(text('id')) ?? text('id'),
    parentId: labels.get(text('parent_id')) ?? text('parent_id'),
    rowIds: span._ids as string[],
    signalSource: number('signal_source'),
    point: text('tap_side'),
    pointName: text('Enum(tap_side)'),
    startUs: number('render_start_time_us'),
    endUs: number('render_end_time_us'),
    durationUs: number('duration'),
    protocol: text('Enum(l7_protocol)'),
    protocolName: text('l7_protocol_str'),
    endpoint: text('endpoint'),
    requestType: text('request_type'),
    requestResource: text('request_resource'),
    responseStatus: orNull('response_status'),
    responseCode: orNull('response_code'),
    traceId: text('trace_id'),
    spanId: text('span_id'),
    parentSpanId: text('parent_span_id'),
    attribute: typeof span.attribute === 'string' ? span.attribute : null,
    serviceUid: typeof span.service_uid === 'string' ? span.service_uid : null,
    serviceName: typeof span.service_uname === 'string' ? span.service_uname : null,
    autoService: text('auto_service'),
    appService: text('app_service'),
    autoInstance: text('auto_instance'),
    host: text('resource_from_vtap'),
    nic: text('tap_port_name'),
    linkedBy: typeof span.set_parent_info === 'string' ? span.set_parent_info : null,
    more: [],
  };
}
