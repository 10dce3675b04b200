/** A row that some recorded statement asks for: its table and, for the columns that matter, ClickHouse expressions. */
export type SeedRow = readonly [table: string, columns: Readonly<Record<string, string>>];

const recordedId = '7285913442221064231';
const otherId = '7541318326685794307';
const at = '1700000030';

/** Ends of kinds and numbers that no other row has. */
const end = (side: 0 | 1, what: 'auto_service' | 'auto_instance', type: number, id: number) => ({
  [`${what}_type_${side}`]: String(type),
  [`${what}_id_${side}`]: String(id),
});

const inGroups = { pod_cluster_id_0: '1', pod_ns_id_0: '1', pod_group_id_0: '1' };

/** Names that the rows below are found by. */
const names: readonly SeedRow[] = [
  ['deepflow.ch_device', { devicetype: '11', deviceid: '901', name: "'apisix-gateway'" }],
  ['deepflow.ch_device', { devicetype: '11', deviceid: '902', name: "'apisix'" }],
  ['deepflow.ch_device', { devicetype: '1', deviceid: '903', name: "'a1'" }],
  ['deepflow.ch_device', { devicetype: '10', deviceid: '904', name: "'client'" }],
  ['deepflow.ch_device', { devicetype: '10', deviceid: '905', name: "'server'" }],
  ['deepflow.ch_pod_ns', { id: '906', name: "'prod'" }],
  ['deepflow.ch_pod', { id: '907', name: "'orders-1'" }],
  ['deepflow.ch_app_label', { label_name_id: '1', label_value: "'200'", label_value_id: '908' }],
  ['deepflow.ch_target_label', { metric_id: '7', label_name_id: '3', label_value: "'a1'", target_id: '909' }],
];

const l7: readonly Readonly<Record<string, string>>[] = [
  { endpoint: "'a\\\\db'", request_type: "'\\\\d'" },
  { request_resource: "'a_b1'" },
  { _id: recordedId, time: `toDateTime(bitShiftRight(${recordedId}, 32))` },
  { _id: recordedId, time: 'toDateTime(1)' },
  { _id: otherId, time: `toDateTime(bitShiftRight(${otherId}, 32))` },
  { ...end(1, 'auto_service', 11, 901), pod_id_1: '907', pod_ns_id_1: '906', response_status: '3' },
  {
    ...end(1, 'auto_service', 11, 902),
    pod_ns_id_1: '906',
    is_ipv4: '1',
    ip4_0: "toIPv4('10.0.0.1')",
    l3_device_type_1: '1',
    l3_device_id_1: '903',
  },
  { ...inGroups, response_status: '3', request_type: "'GET'", request_resource: "'/a/b'", time: `toDateTime(${at})` },
];

const value = (field: string, text: string): SeedRow => [
  'flow_tag.flow_log_custom_field_value',
  { table: "'l7_flow_log'", field_type: "'tag'", field_name: `'${field}'`, field_value: `'${text}'`, count: '1' },
];

/** Rows by which recorded statements that pick one thing find it. */
export const seedRows: readonly SeedRow[] = [
  ...names,
  ...l7.map((columns): SeedRow => ['flow_log.l7_flow_log', columns]),
  [
    'flow_log.l4_flow_log',
    {
      ...inGroups,
      pod_cluster_id_1: '1',
      pod_ns_id_1: '1',
      ...end(0, 'auto_instance', 10, 904),
      ...end(1, 'auto_instance', 10, 905),
      status: '4',
      time: `toDateTime(${at})`,
    },
  ],
  ['prometheus.samples', { app_label_value_id_1: '908', target_id: '909', time: `toDateTime(${at})` }],
  value('request_resource', '/api/v1'),
  value('response_code', '200'),
];

/** Recorded statements that no row can ever answer, with the reason; any other without rows fails. */
export const neverAnswered: Readonly<Record<string, string>> = {
  "select endpoint from l7_flow_log where time>=1 and request_resource like '%a\\\\%b%' and request_resource like 'x\\\\_y'":
    'the two patterns exclude each other',
  "select endpoint from l7_flow_log where ip_0 regexp '10.*'":
    'REGEXP on an address is an equality with the pattern, which is no address',
  'select endpoint from l7_flow_log where auto_service_type = 105 and auto_service_id = 3':
    'the recording was made where service 3 has no filter, which reads as 1!=1',
  "select endpoint from l7_flow_log where `attribute.http.route` = '/a\\'b' and request_resource regexp '^/api/.*$' and endpoint like '*x%' and not exist(app_service)":
    'exist(app_service) is always true',
};
