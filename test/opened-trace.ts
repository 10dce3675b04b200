import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Span } from '@/lib/deepflow/dto';
import { buildTrace } from '@/lib/deepflow/trace-model';
import { toNodes } from '@/lib/deepflow/trace-wire';
import type { WireSpan } from '@/lib/deepflow/wire-span';
import type { OpenedTrace } from '@/lib/telemetry/trace/columns';
import { layOut } from '@/lib/telemetry/trace/lay-out';

/** Spans as the columns that a screen gets. */
export function openedOf(spans: readonly Span[], over: Partial<OpenedTrace> = {}): OpenedTrace {
  const nowUs = 4_000_000_000_000_000;
  return { ...layOut({ callId: '77', fileName: null, spans, notices: [] }, nowUs).opened, ...over };
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

/** A recorded answer of the tracing service as spans whose ids are the recording's labels (`in.s-p`, `out.c`); `from`: the row asked for. */
export function recordedSpans(scenario: string, from?: string): Span[] {
  const isAsked = (one: Recorded) =>
    one.scenario === scenario && (from === undefined || one.name === `${scenario}/${from}`);
  const line = recordings().find((one) => isAsked(one) && spansOf(one).length > 0);
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
    shiftUs: number('render_start_time_us') - number('start_time_us'),
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
    agentId: text('vtap_id'),
    nicOwner: text('resource_from_vtap'),
    flowId: text('flow_id'),
    isAsync: span.is_async === 1,
    nic: text('tap_port_name'),
    linkedBy: typeof span.set_parent_info === 'string' ? span.set_parent_info : null,
    more: [],
  };
}
