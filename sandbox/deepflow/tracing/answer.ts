import { randomBytes } from 'node:crypto';
import { protocolNames } from '@/sandbox/deepflow/l7-protocol';
import type { Forest } from '@/sandbox/deepflow/tracing/assemble';
import { pointNames } from '@/sandbox/deepflow/tracing/names';
import { prune, rooted } from '@/sandbox/deepflow/tracing/prune';
import { relationText } from '@/sandbox/deepflow/tracing/relations';
import { type Service, setSelfTimes, setServices } from '@/sandbox/deepflow/tracing/services';
import type { Span } from '@/sandbox/deepflow/tracing/span';

export type TracingData = {
  tracing: Record<string, unknown>[];
  services: Service[];
  host_clock_correction: Record<string, number>;
};

export type AnswerOptions = {
  /** The row the trace was asked for. */
  id: string;
  clockOffsetUs: number;
  withAttributes: boolean;
};

/** The trees as L7FlowTracing answers them: pruned, with self times, services and corrected times. */
export function toAnswer(forest: Forest, { id, clockOffsetUs, withAttributes }: AnswerOptions): TracingData {
  const spans = prune(rooted(forest.spans), id, clockOffsetUs);
  setSelfTimes(spans);
  const services = setServices(forest.processes, spans);
  const agents = agentsOfInstances(forest.spans);
  const spanIds = new Map(forest.spans.map((span) => [span, deepflowSpanId(span)]));
  const present = new Map(spans.map((span) => [span.index, span]));
  const tracing = spans.map((span) => {
    const agent = span.isApp ? (agents.get(span.instanceName) ?? span.agent) : span.agent;
    const correction = forest.clockCorrections.get(agent) ?? 0;
    const parent = span.parent !== null && present.has(span.parent.index) ? span.parent : null;
    return {
      ...columns(span, withAttributes),
      id: span.index,
      _ids: span.ids,
      related_ids: [...(forest.relations.get(span.index) ?? [])].flatMap(([index, bits]) => {
        const other = present.get(index);
        return other === undefined ? [] : `${index}-${relationText(bits)}-${other.ids[0]}`;
      }),
      parent_id: parent?.index ?? -1,
      childs: span.children.map((child) => child.index),
      set_parent_info: span.parentInfo,
      selftime: span.selfTime,
      service_uid: span.serviceUid,
      service_uname: span.serviceName,
      deepflow_span_id: spanIds.get(span) ?? '',
      deepflow_parent_span_id: parent === null ? '' : (spanIds.get(parent) ?? ''),
      render_start_time_us: span.row.start_time + correction,
      render_end_time_us: span.row.end_time + correction,
    };
  });
  const host_clock_correction = Object.fromEntries(
    [...forest.clockCorrections].map(([agent, correction]) => [String(agent), correction]),
  );
  return { tracing, services, host_clock_correction };
}

/** A span of an application may have been sent to another host's agent: the one that watches its instance counts. */
function agentsOfInstances(spans: readonly Span[]): Map<string, number> {
  return new Map(
    spans
      .filter((span) => span.isProcess || span.isPacket)
      .flatMap((span) => (span.instance === '' ? [] : [[span.instanceName, span.agent] as const])),
  );
}

const realSpanIdLength = 16;

/** Ids of the tree: an application's own; otherwise made of the request's, the point and the position. */
function deepflowSpanId(span: Span): string {
  const { span_id } = span.row;
  if (span.isApp) return span_id;
  if (span.isPacket) return `${span.networkSet?.spanId ?? 'None'}.${span.point}.${span.index}`;
  const id = span_id.length < realSpanIdLength ? `0x${randomBytes(8).toString('hex')}` : span_id;
  return `${id}.${span.point}.${span.index}`;
}

function columns({ row, side, tags }: Span, withAttributes: boolean): Record<string, unknown> {
  const isNic = row.capture_nic_type === 0 || row.capture_nic_type === 1;
  const [type, , owner] = row.resource_from_vtap;
  return {
    signal_source: row.signal_source,
    type: row.type,
    start_time_us: row.start_time,
    end_time_us: row.end_time,
    duration: row.response_duration,
    tap_side: row.observation_point,
    'Enum(tap_side)': pointNames[row.observation_point] ?? row.observation_point,
    l7_protocol: row.l7_protocol,
    'Enum(l7_protocol)': protocolNames[row.l7_protocol] ?? String(row.l7_protocol),
    l7_protocol_str: row.biz_protocol,
    endpoint: row.endpoint,
    request_type: row.request_type,
    request_resource: row.request_resource,
    response_status: row.response_status,
    response_exception: row.response_exception,
    biz_response_code: row.biz_response_code,
    response_code: row.response_code,
    flow_id: row.flow_id,
    request_id: row.request_id,
    x_request_id_0: row.x_request_id_0,
    x_request_id_1: row.x_request_id_1,
    trace_id: [row.trace_id, row._trace_id_2].filter(Boolean).join(', '),
    span_id: row.span_id,
    parent_span_id: row.parent_span_id,
    req_tcp_seq: row.req_tcp_seq,
    resp_tcp_seq: row.resp_tcp_seq,
    syscall_trace_id_request: row.syscall_trace_id_request,
    syscall_trace_id_response: row.syscall_trace_id_response,
    syscall_cap_seq_0: row.syscall_cap_seq_0,
    syscall_cap_seq_1: row.syscall_cap_seq_1,
    attribute: withAttributes ? attributeText(row.attribute_names, row.attribute_values) : null,
    process_id: tags.process_id,
    vtap_id: row.agent_id,
    app_service: row.app_service,
    app_instance: row.app_instance,
    tap_port: isNic ? macText(row.capture_nic) : row.capture_nic,
    tap_port_name: row.capture_nic_name,
    resource_from_vtap: type ? (owner ?? null) : null,
    auto_instance: side === 0 ? row.auto_instance_0 : row.auto_instance_1,
    auto_instance_id: side === 0 ? row.auto_instance_id_0 : row.auto_instance_id_1,
    auto_instance_type: side === 0 ? row.auto_instance_type_0 : row.auto_instance_type_1,
    tap_id: row.capture_network_type_id,
    tap: row.capture_network_type,
    _querier_region: row._querier_region,
    is_tls: row.is_tls,
    is_async: row.is_async,
    subnet: tags.subnet,
    ip: tags.ip,
    auto_service: tags.auto_service,
    auto_service_id: tags.auto_service_id,
    auto_service_type: tags.auto_service_type,
    process_kname: tags.process_kname,
    gprocess: tags.gprocess,
  };
}

function macText(mac: number): string {
  const hex = mac.toString(16).padStart(8, '0');
  return `${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4, 6)}:${hex.slice(6)}`;
}

/** One JSON object as text, with `/` escaped as the querier does. */
function attributeText(names: readonly string[], values: readonly string[]): string {
  return JSON.stringify(Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']))).replaceAll(
    '/',
    '\\/',
  );
}
