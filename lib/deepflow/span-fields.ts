/**
 * Fields of DeepFlow's own that a span shows under their names beside its attributes, where they say something. They are
 * columns of its rows: nothing is found by them as by an attribute.
 */
export const spanFields: readonly string[] = [
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
