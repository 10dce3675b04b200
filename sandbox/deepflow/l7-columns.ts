import type { Inventory } from '@/sandbox/deepflow/inventory';
import type { L7Row } from '@/sandbox/deepflow/l7-row';
import { traceIdIndex } from '@/sandbox/deepflow/sql/trace-id-index';

type Value = string | number | null | readonly string[];
type Side = '0' | '1';

/** What the cluster knows of a pod beyond the row itself. */
type Place = { node: number; namespace: number; group: number; service: number; cluster: number };

const nowhere: Place = { node: 0, namespace: 0, group: 0, service: 0, cluster: 0 };

/** Columns that a row has under its own name. */
const sameNames = [
  ...['_id', 'time', 'response_duration', 'signal_source', 'observation_point', 'agent_id', 'capture_nic'],
  ...['capture_nic_type', 'capture_network_type_id', 'flow_id', 'req_tcp_seq', 'resp_tcp_seq', 'protocol'],
  ...['client_port', 'server_port', 'is_ipv4', 'l7_protocol', 'biz_protocol', 'version', 'type', 'is_tls', 'is_async'],
  ...['is_reversed', 'request_type', 'request_domain', 'request_resource', 'endpoint', 'request_id', 'response_status'],
  ...['response_code', 'response_exception', 'response_result', 'biz_response_code', 'http_proxy_client'],
  ...['x_request_id_0', 'x_request_id_1', 'trace_id', '_trace_id_2', 'span_id', 'parent_span_id', 'span_kind'],
  ...['syscall_trace_id_request', 'syscall_trace_id_response', 'syscall_cap_seq_0', 'syscall_cap_seq_1'],
  ...['process_id_0', 'process_id_1', 'process_kname_0', 'process_kname_1', 'gprocess_id_0', 'gprocess_id_1'],
  ...['app_service', 'app_instance', 'request_length', 'response_length', 'attribute_names', 'attribute_values'],
  ...['events'],
] as const satisfies readonly (keyof L7Row)[];

const sideNames = [
  'l3_epc_id',
  'subnet_id',
  'auto_instance_type',
  'auto_instance_id',
  'auto_service_type',
  'auto_service_id',
  'pod_id',
] as const;

const madeOfSide = [
  'epc_id',
  'ip4',
  'ip6',
  'region_id',
  'az_id',
  'l3_device_type',
  'l3_device_id',
  'pod_node_id',
  'pod_ns_id',
  'pod_group_id',
  'pod_cluster_id',
  'service_id',
] as const;

const sides: readonly Side[] = ['0', '1'];

/** Columns of both ends of a row, in the order of `endValues`; other tables of flows have them too. */
export const endColumns: readonly string[] = sides.flatMap((side) =>
  [...sideNames, ...madeOfSide].map((name) => `${name}_${side}`),
);

/** Columns of flow_log.l7_flow_log that a row fills, in the order of `l7Values`. */
export const l7Columns: readonly string[] = [
  'start_time',
  'end_time',
  'trace_id_index',
  'team_id',
  ...sameNames,
  ...endColumns,
];

/** Epoch µs as the decimal seconds that ClickHouse reads a DateTime64 from. */
export function seconds(microseconds: number): string {
  const whole = Math.trunc(microseconds / 1e6);
  return `${whole}.${String(microseconds - whole * 1e6).padStart(6, '0')}`;
}

function sideValues(row: L7Row, side: Side, place: Place): Value[] {
  const own = sideNames.map((name) => row[`${name}_${side}`]);
  const address = row[`ip_${side}`];
  const isKnown = place !== nowhere;
  return [
    ...own,
    row[`l3_epc_id_${side}`],
    row.is_ipv4 === 1 && address !== '' ? address : '0.0.0.0',
    row.is_ipv4 === 1 || address === '' ? '::' : address,
    isKnown ? 1 : 0,
    isKnown ? 1 : 0,
    isKnown ? 10 : 0,
    row[`pod_id_${side}`],
    place.node,
    place.namespace,
    place.group,
    place.cluster,
    place.service,
  ];
}

/** The values of `l7Columns` for one row. */
export function l7Values(row: L7Row, inventory: Inventory): Value[] {
  return [
    seconds(row.start_time),
    seconds(row.end_time),
    row.trace_id === '' ? '0' : traceIdIndex(row.trace_id).toString(),
    1,
    ...sameNames.map((name) => row[name]),
    ...endValues(row, inventory),
  ];
}

/** The values of `endColumns` for one row. */
export function endValues(row: L7Row, inventory: Inventory): Value[] {
  return [
    ...sideValues(row, '0', placeOf(row.pod_id_0, inventory)),
    ...sideValues(row, '1', placeOf(row.pod_id_1, inventory)),
  ];
}

function placeOf(podId: number, inventory: Inventory): Place {
  const workload = podId === 0 ? null : inventory.workloadByPodId(podId);
  if (workload === null) {
    return nowhere;
  }
  return {
    node: workload.node.id,
    namespace: workload.namespace.id,
    group: workload.group.id,
    service: workload.service?.id ?? 0,
    cluster: inventory.cluster.id,
  };
}
