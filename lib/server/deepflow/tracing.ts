import 'server-only';
import { z } from 'zod';
import type { WireSpan, WireTrace } from '@/lib/deepflow/wire-span';
import type { GatewayConfig } from '@/lib/server/config';
import { parseJson, readUpstream, rejectionProblem, upstreamProblem } from '@/lib/server/upstream';
import type { Seconds } from './call-statements';

/** One row that a trace starts from. */
export type Seed = { id: string; startUs: number; endUs: number };

/** `failure`: the service's own words when its answer is less than it found; the answer may be whole all the same. */
export type TracingAnswer = WireTrace & { failure: string | null };

/** A trace of 100,000 spans with attributes. */
const maxBytes = 256 * 1024 * 1024;

/**
 * Around the call, from its start on: the service looks at no row that ended outside, and what a long request did
 * first ended long before it.
 */
export function windowAround({ startUs, endUs }: Omit<Seed, 'id'>, marginS = 60): Seconds {
  return { fromS: Math.floor(startUs / 1e6) - marginS, toS: Math.ceil(endUs / 1e6) + marginS };
}

/** deepflow-app asks several queries in turn: one trace may take as long as a few of them. */
const patience = 4;

/**
 * Asks deepflow-app for the trace of one row (`POST /v1/stats/querier/L7FlowTracing`).
 * No spans means that it found none. The HTTP status is the worst one of its own queries', so that 206 and 500 may
 * carry a trace; a failure without one, and any other status, is thrown as a ProblemError.
 */
export async function askTracing(
  gateway: GatewayConfig,
  seed: Seed,
  signal: AbortSignal | undefined,
  window: Seconds = windowAround(seed),
): Promise<TracingAnswer> {
  const { appUrl } = gateway.deepflow;
  if (appUrl === null) throw upstreamProblem('tracing', 'not_configured', 'DEEPFLOW_APP_URL is not set.');
  const answer = await readUpstream({
    upstream: 'tracing',
    url: `${appUrl}/v1/stats/querier/L7FlowTracing`,
    method: 'POST',
    // Unknown fields are refused.
    body: {
      DATABASE: 'flow_log',
      TABLE: 'l7_flow_log',
      _id: seed.id,
      TIME_START: window.fromS,
      TIME_END: window.toS,
      MAX_ITERATION: 30,
      has_attributes: 1,
    },
    timeoutMs: patience * gateway.timeoutMs,
    maxBytes,
    signal,
  });
  if (![200, 206, 500].includes(answer.status)) throw rejectionProblem('tracing', answer);
  const parsed = answerSchema.safeParse(parseJson('tracing', answer));
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join('.') || 'the answer';
    throw upstreamProblem('tracing', 'upstream_contract', `${field} differs.`, parsed.error, field);
  }
  const { DATA, OPT_STATUS, DESCRIPTION } = parsed.data;
  if (OPT_STATUS !== 'SUCCESS' && DATA.spans.length === 0) throw rejectionProblem('tracing', answer);
  return { ...DATA, failure: OPT_STATUS === 'SUCCESS' ? null : failureOf(DESCRIPTION) };
}

/** The service puts host, query id and the whole SQL into its text; what went wrong comes last. */
function failureOf(description: string | null | undefined): string {
  const last = description?.split(' | ').at(-1)?.trim() ?? '';
  return last.slice(0, 200) || 'PARTIAL_RESULT';
}

/** pandas turns a column of whole numbers with gaps into floating point: `200.0`. */
const whole = z.number().transform((value) => Math.round(value));
const text = z.union([z.string(), z.number().transform(String)]);
/** 64 bits wide: a number that JSON has rounded would name another row. */
const exactId = z.union([z.string(), z.int().transform(String)]);
const textOrNone = text.nullish().transform((value) => value ?? '');

const spanSchema = z
  .looseObject({
    id: whole,
    parent_id: whole.nullish(),
    _ids: z.array(exactId),
    signal_source: whole,
    start_time_us: whole,
    end_time_us: whole,
    render_start_time_us: whole.nullish(),
    render_end_time_us: whole.nullish(),
    duration: whole.nullish(),
    tap_side: textOrNone,
    'Enum(tap_side)': textOrNone,
    l7_protocol_str: textOrNone,
    'Enum(l7_protocol)': textOrNone,
    endpoint: textOrNone,
    request_type: textOrNone,
    request_resource: textOrNone,
    response_status: whole.nullish(),
    response_code: whole.nullish(),
    trace_id: textOrNone,
    span_id: textOrNone,
    parent_span_id: textOrNone,
    attribute: z.string().nullish(),
    service_uid: text.nullish(),
    service_uname: text.nullish(),
    auto_service: textOrNone,
    app_service: textOrNone,
    auto_instance: textOrNone,
    resource_from_vtap: z.unknown().optional(),
    vtap_id: textOrNone,
    flow_id: textOrNone,
    is_async: whole.nullish(),
    tap_port_name: textOrNone,
    set_parent_info: text.nullish(),
  })
  .transform((wire): WireSpan => {
    const startUs = wire.render_start_time_us ?? wire.start_time_us;
    const endUs = wire.render_end_time_us ?? wire.end_time_us;
    return {
      id: String(wire.id),
      parentId: String(wire.parent_id ?? -1),
      rowIds: wire._ids,
      signalSource: wire.signal_source,
      point: wire.tap_side,
      pointName: wire['Enum(tap_side)'],
      startUs,
      endUs,
      shiftUs: startUs - wire.start_time_us,
      durationUs: wire.duration ?? Math.max(endUs - startUs, 0),
      protocol: wire['Enum(l7_protocol)'],
      protocolName: wire.l7_protocol_str,
      endpoint: wire.endpoint,
      requestType: wire.request_type,
      requestResource: wire.request_resource,
      responseStatus: wire.response_status ?? null,
      responseCode: wire.response_code ?? null,
      traceId: wire.trace_id,
      spanId: wire.span_id,
      parentSpanId: wire.parent_span_id,
      attribute: wire.attribute ?? null,
      serviceUid: wire.service_uid ?? null,
      serviceName: wire.service_uname ?? null,
      autoService: wire.auto_service,
      appService: wire.app_service,
      autoInstance: wire.auto_instance,
      agentId: wire.vtap_id,
      nicOwner: typeof wire.resource_from_vtap === 'string' ? wire.resource_from_vtap : '',
      nic: wire.tap_port_name,
      flowId: wire.flow_id,
      isAsync: wire.is_async === 1,
      linkedBy: wire.set_parent_info ?? null,
      more: shownFields.flatMap((name): [string, string][] => {
        const value = wire[name];
        // Digits that JSON has rounded are not shown.
        const isKnown =
          (typeof value === 'string' && value !== '') ||
          (typeof value === 'number' && value !== 0 && Number.isSafeInteger(value));
        return isKnown && value !== '0' ? [[name, String(value)]] : [];
      }),
    };
  });

/** Fields of a span that are shown under their own name, where they say something. */
const shownFields = [
  'endpoint',
  'request_type',
  'request_resource',
  'response_exception',
  'biz_response_code',
  'request_id',
  'x_request_id_0',
  'x_request_id_1',
  'parent_span_id',
  'flow_id',
  'req_tcp_seq',
  'resp_tcp_seq',
  'syscall_trace_id_request',
  'syscall_trace_id_response',
  'process_id',
  'process_kname',
  'gprocess',
  'app_service',
  'app_instance',
  'ip',
  'subnet',
  'tap',
  'tap_port',
  'tap_port_name',
  'resource_from_vtap',
];

const dataSchema = z
  .looseObject({
    tracing: z.array(spanSchema).nullish(),
    host_clock_correction: z.record(z.string(), z.number()).nullish(),
  })
  .transform(
    (data): WireTrace => ({
      spans: data.tracing ?? [],
      clockCorrection: new Map(Object.entries(data.host_clock_correction ?? {})),
    }),
  );

/** Nothing found is `{}`, or `[]` in older versions; a refused request has no DATA at all. */
const answerSchema = z.looseObject({
  OPT_STATUS: z.string(),
  DESCRIPTION: z.string().nullish(),
  DATA: z
    .union([
      dataSchema,
      z
        .array(z.unknown())
        .length(0)
        .transform(() => nothing),
    ])
    .nullish()
    .transform((data) => data ?? nothing),
});
const nothing: WireTrace = { spans: [], clockCorrection: new Map() };
