/**
 * One row of flow_log.l7_flow_log in the names of its columns and tags; ids beyond 2^53 are decimal strings,
 * times are epoch µs (`time`: epoch seconds of the end). `ip_x` stands for ip4_x / ip6_x with is_ipv4; names such as
 * auto_instance_x are what the querier takes from dictionaries.
 */
export type L7Row = {
  _id: string;
  time: number;
  start_time: number;
  end_time: number;
  response_duration: number;
  signal_source: number;
  observation_point: string;
  agent_id: number;
  capture_nic: number;
  capture_nic_type: number;
  capture_nic_name: string;
  capture_network_type_id: number;
  capture_network_type: string;
  resource_from_vtap: readonly (number | string)[];
  flow_id: string;
  req_tcp_seq: number;
  resp_tcp_seq: number;
  protocol: number;
  client_port: number;
  server_port: number;
  is_ipv4: number;
  l7_protocol: number;
  biz_protocol: string;
  version: string;
  type: number;
  is_tls: number;
  is_async: number;
  is_reversed: number;
  request_type: string;
  request_domain: string;
  request_resource: string;
  endpoint: string;
  request_id: number | null;
  response_status: number;
  response_code: number | null;
  response_exception: string;
  response_result: string;
  biz_response_code: string;
  http_proxy_client: string;
  x_request_id_0: string;
  x_request_id_1: string;
  trace_id: string;
  _trace_id_2: string;
  span_id: string;
  parent_span_id: string;
  span_kind: number | null;
  syscall_trace_id_request: string;
  syscall_trace_id_response: string;
  syscall_cap_seq_0: number;
  syscall_cap_seq_1: number;
  process_id_0: number;
  process_id_1: number;
  process_kname_0: string;
  process_kname_1: string;
  gprocess_id_0: number;
  gprocess_id_1: number;
  gprocess_0: string;
  gprocess_1: string;
  app_service: string;
  app_instance: string;
  request_length: number | null;
  response_length: number | null;
  attribute_names: string[];
  attribute_values: string[];
  metrics_names: string[];
  metrics_values: number[];
  events: string;
  l3_epc_id_0: number;
  subnet_id_0: number;
  subnet_0: string;
  ip_0: string;
  auto_instance_type_0: number;
  auto_instance_id_0: number;
  auto_instance_0: string;
  auto_service_type_0: number;
  auto_service_id_0: number;
  auto_service_0: string;
  pod_id_0: number;
  l3_epc_id_1: number;
  subnet_id_1: number;
  subnet_1: string;
  ip_1: string;
  auto_instance_type_1: number;
  auto_instance_id_1: number;
  auto_instance_1: string;
  auto_service_type_1: number;
  auto_service_id_1: number;
  auto_service_1: string;
  pod_id_1: number;
  _querier_region: string;
};

/** The value of every column that a writer leaves out. */
export const emptyL7Row: Readonly<L7Row> = {
  _id: '',
  time: 0,
  start_time: 0,
  end_time: 0,
  response_duration: 0,
  signal_source: 0,
  observation_point: '',
  agent_id: 0,
  capture_nic: 0,
  capture_nic_type: 0,
  capture_nic_name: '',
  capture_network_type_id: 3,
  capture_network_type: 'Cloud Network',
  resource_from_vtap: [0, 0, '', 0, 0, '', 0, '', 0, ''],
  flow_id: '0',
  req_tcp_seq: 0,
  resp_tcp_seq: 0,
  protocol: 6,
  client_port: 0,
  server_port: 0,
  is_ipv4: 1,
  l7_protocol: 0,
  biz_protocol: '',
  version: '',
  type: 0,
  is_tls: 0,
  is_async: 0,
  is_reversed: 0,
  request_type: '',
  request_domain: '',
  request_resource: '',
  endpoint: '',
  request_id: null,
  response_status: 0,
  response_code: null,
  response_exception: '',
  response_result: '',
  biz_response_code: '',
  http_proxy_client: '',
  x_request_id_0: '',
  x_request_id_1: '',
  trace_id: '',
  _trace_id_2: '',
  span_id: '',
  parent_span_id: '',
  span_kind: null,
  syscall_trace_id_request: '0',
  syscall_trace_id_response: '0',
  syscall_cap_seq_0: 0,
  syscall_cap_seq_1: 0,
  process_id_0: 0,
  process_id_1: 0,
  process_kname_0: '',
  process_kname_1: '',
  gprocess_id_0: 0,
  gprocess_id_1: 0,
  gprocess_0: '',
  gprocess_1: '',
  app_service: '',
  app_instance: '',
  request_length: null,
  response_length: null,
  attribute_names: [],
  attribute_values: [],
  metrics_names: [],
  metrics_values: [],
  events: '',
  l3_epc_id_0: 0,
  subnet_id_0: 0,
  subnet_0: '',
  ip_0: '',
  auto_instance_type_0: 0,
  auto_instance_id_0: 0,
  auto_instance_0: '',
  auto_service_type_0: 0,
  auto_service_id_0: 0,
  auto_service_0: '',
  pod_id_0: 0,
  l3_epc_id_1: 0,
  subnet_id_1: 0,
  subnet_1: '',
  ip_1: '',
  auto_instance_type_1: 0,
  auto_instance_id_1: 0,
  auto_instance_1: '',
  auto_service_type_1: 0,
  auto_service_id_1: 0,
  auto_service_1: '',
  pod_id_1: 0,
  _querier_region: 'DEFAULT',
};
