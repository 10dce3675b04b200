import 'server-only';
import { attributesOf } from '@/lib/deepflow/attributes';
import type { CallDetail, FieldGroup } from '@/lib/deepflow/dto';
import type { GatewayConfig } from '@/lib/server/config';
import { withKinds } from './calls';
import { joinOne, readCall, secondsOf } from './one-call';
import { maybeText, query, type Row, text } from './querier';
import { ownerOfCall } from './route-scope';
import { asText, bare, type Column, enumName, hasId, type Selected, type Statement, selectCalls } from './sql';

type Group = Exclude<FieldGroup, 'attributes'>;

/** What is shown of a row, by the name DeepFlow gives it. */
const fields: Record<Group, readonly Column[]> = {
  request: [
    'request_type',
    'request_domain',
    'request_resource',
    'endpoint',
    'request_id',
    'request_length',
    'http_proxy_client',
    'version',
    'is_tls',
  ],
  response: [
    'response_code',
    'response_status',
    'response_exception',
    'response_result',
    'response_length',
    'response_duration',
  ],
  tracing: [
    'trace_id',
    'span_id',
    'parent_span_id',
    'span_kind',
    'x_request_id_0',
    'x_request_id_1',
    'syscall_trace_id_request',
    'syscall_trace_id_response',
    'app_service',
    'app_instance',
  ],
  client: [
    'auto_instance_0',
    'auto_service_0',
    'ip_0',
    'client_port',
    'process_kname_0',
    'process_id_0',
    'gprocess_0',
    'pod_0',
    'pod_ns_0',
    'pod_node_0',
    'pod_cluster_0',
    'vpc_0',
    'subnet_0',
    'region_0',
  ],
  server: [
    'auto_instance_1',
    'auto_service_1',
    'ip_1',
    'server_port',
    'process_kname_1',
    'process_id_1',
    'gprocess_1',
    'pod_1',
    'pod_ns_1',
    'pod_node_1',
    'pod_cluster_1',
    'vpc_1',
    'subnet_1',
    'region_1',
  ],
  network: ['protocol', 'l7_protocol', 'flow_id', 'req_tcp_seq', 'resp_tcp_seq'],
  capture: ['_id', 'time', 'start_time', 'end_time', 'signal_source', 'observation_point', 'capture_nic_name', 'type'],
};

/** Shown by the name of their value instead. */
const enums = { observation_point: 'point_name', l7_protocol: 'protocol_name' } as const;

/** Wider than JSON's numbers, or moments: asked for as text, under an alias that the querier allows. */
const asTexts: Partial<Record<Column, string>> = {
  _id: 'id',
  flow_id: 'flow',
  request_id: 'request_no',
  syscall_trace_id_request: 'syscall',
  syscall_trace_id_response: 'syscall_answer',
  time: 'time_text',
  start_time: 'start_text',
  end_time: 'end_text',
};

/** Every field of one row that the detail shows. */
export function fieldsOfCall(callId: string): Statement {
  const select = Object.values(fields).flat().map(selected);
  return selectCalls({
    name: 'calls.detail',
    select: [...select, bare('attribute')],
    where: [hasId(callId)],
    limit: 1,
  });
}

/**
 * Everything DeepFlow stored of one call, grouped; fields without a value are left out.
 * Throws ProblemError: `not_found` for a call that DeepFlow does not (or no longer) have.
 */
export async function getCallDetail(gateway: GatewayConfig, callId: string, signal?: AbortSignal): Promise<CallDetail> {
  const seen = await readCall(gateway, callId, signal);
  const [joined, [row]] = await Promise.all([
    joinOne(gateway, seen, signal),
    query(gateway, fieldsOfCall(callId), { signal }),
  ]);
  const facts = { path: seen.path, method: seen.method, host: seen.host, routeId: joined.routeId };
  const owner = await ownerOfCall(gateway, facts);
  const [call] = await withKinds(gateway, [{ ...joined, seen, ...owner }], secondsOf(seen, 0), signal);
  if (!call) throw new Error('One call went in, none came out');
  const groups = row
    ? Object.entries(fields).map(([name, columns]) => ({ name: name as FieldGroup, fields: fieldsOf(row, columns) }))
    : [];
  const attributes = row ? attributesOf(maybeText(row, 'attribute')) : [];
  return {
    call,
    groups: [...groups, { name: 'attributes' as const, fields: attributes }].filter((group) => group.fields.length > 0),
  };
}

function selected(of: Column): Selected {
  const wide = asTexts[of];
  if (wide !== undefined) return asText(of, wide);
  return isEnum(of) ? enumName(of, enums[of]) : bare(of);
}

function isEnum(of: Column): of is keyof typeof enums {
  return of in enums;
}

function fieldsOf(row: Row, columns: readonly Column[]): { name: string; value: string }[] {
  return columns.flatMap((of) => {
    const name = asTexts[of] ?? (isEnum(of) ? enums[of] : of);
    const value = row[name] === null || row[name] === undefined ? '' : text(row, name);
    const isNothing = emptyValues.has(value) || (value === '0' && meansNone.has(of));
    return isNothing ? [] : [{ name: of, value }];
  });
}

/** No text, and the addresses of a side that is not known. */
const emptyValues: ReadonlySet<string> = new Set(['', '0.0.0.0', '::']);

/** Columns in which 0 stands for none; elsewhere it is a number like others. */
const meansNone: ReadonlySet<Column> = new Set<Column>([
  'client_port',
  'flow_id',
  'process_id_0',
  'process_id_1',
  'req_tcp_seq',
  'request_id',
  'resp_tcp_seq',
  'server_port',
  'syscall_trace_id_request',
  'syscall_trace_id_response',
]);
