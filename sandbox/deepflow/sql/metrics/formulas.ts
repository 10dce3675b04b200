import { byName } from '@/sandbox/deepflow/sql/by-name';
/** How a metric is computed where it is not the column of its own name. */
export type Formula = { expression: string } | { dividend: string; divisor: string; complement?: true; when?: string };

const over = (dividend: string, divisor: string, when?: string): Formula => ({
  dividend,
  divisor,
  ...(when === undefined ? {} : { when }),
});
const counted = (condition: string): string => `if(${condition},1,0)`;

const request = counted('type IN [0, 2]');
const response = counted('type IN [1, 2]');
const error = counted('response_status IN [4, 3]');
const clientError = counted('response_status IN [4]');
const serverError = counted('response_status IN [3]');

const l7FlowLog: Record<string, Formula> = {
  log_count: { expression: '1' },
  request: { expression: request },
  response: { expression: response },
  error: { expression: error },
  client_error: { expression: clientError },
  server_error: { expression: serverError },
  error_ratio: over(error, response, `${response}>0`),
  client_error_ratio: over(clientError, response, `${response}>0`),
  server_error_ratio: over(serverError, response, `${response}>0`),
  response_ratio: over(response, request, `${request}>0`),
  success_ratio: { dividend: error, divisor: response, complement: true, when: `${response}>0` },
  session_length: { expression: 'if(request_length>0,request_length,0)+if(response_length>0,response_length,0)' },
};

const application: Record<string, Formula> = {
  rrt: over('rrt_sum', 'rrt_count'),
  error_ratio: over('error', 'response'),
  client_error_ratio: over('client_error', 'response'),
  server_error_ratio: over('server_error', 'response'),
  timeout_ratio: over('timeout', 'request'),
  response_ratio: over('response', 'request'),
  success_ratio: { dividend: 'error', divisor: 'response', complement: true },
};

function delays(names: readonly string[]): Record<string, Formula> {
  return Object.fromEntries(names.map((name) => [name, over(`${name}_sum`, `${name}_count`)]));
}

const l7Ratios: Record<string, Formula> = {
  l7_error_ratio: over('l7_error', 'l7_response'),
  l7_client_error_ratio: over('l7_client_error', 'l7_response'),
  l7_server_error_ratio: over('l7_server_error', 'l7_response'),
};

const bothWays = (name: string): Formula => ({ expression: `${name}_tx+${name}_rx` });

const network: Record<string, Formula> = {
  l3_byte: bothWays('l3_byte'),
  l4_byte: bothWays('l4_byte'),
  ooo: bothWays('ooo'),
  bpp: over('byte', 'packet'),
  bpp_tx: over('byte_tx', 'packet_tx'),
  bpp_rx: over('byte_rx', 'packet_rx'),
  ...delays(['rtt', 'rtt_client', 'rtt_server', 'srt', 'art', 'rrt', 'cit']),
  retrans_syn_ratio: over('retrans_syn', 'syn_count'),
  retrans_synack_ratio: over('retrans_synack', 'synack_count'),
  retrans_ratio: over('retrans', 'packet'),
  retrans_tx_ratio: over('retrans_tx', 'packet_tx'),
  retrans_rx_ratio: over('retrans_rx', 'packet_rx'),
  zero_win_ratio: over('zero_win', 'packet'),
  zero_win_tx_ratio: over('zero_win_tx', 'packet_tx'),
  zero_win_rx_ratio: over('zero_win_rx', 'packet_rx'),
  tcp_establish_fail_ratio: over('tcp_establish_fail', 'closed_flow'),
  client_establish_fail_ratio: over('client_establish_fail', 'closed_flow'),
  server_establish_fail_ratio: over('server_establish_fail', 'closed_flow'),
  tcp_transfer_fail_ratio: over('tcp_transfer_fail', 'closed_flow'),
  tcp_rst_fail_ratio: over('tcp_rst_fail', 'closed_flow'),
  ...l7Ratios,
};

/** Ways in which a TCP flow ends, by DeepFlow's close_type. */
const closeTypes = {
  serverReset: 2,
  timeout: 3,
  serverSynMiss: 7,
  serverHalfClose: 8,
  clientReset: 9,
  clientAckMiss: 10,
  clientHalfClose: 11,
  clientPortReuse: 13,
  serverDirectReset: 15,
  serverQueueLack: 17,
  clientOtherReset: 18,
  serverOtherReset: 19,
};

const closedBy = (...types: number[]): string =>
  counted(types.length === 1 ? `close_type=${types[0]}` : `close_type in [${types.join(',')}]`);
const closedFlow = counted('close_type!=5');
const clientEstablishFail = [closeTypes.clientPortReuse, closeTypes.clientAckMiss, closeTypes.clientOtherReset];
const serverEstablishFail = [closeTypes.serverSynMiss, closeTypes.serverDirectReset, closeTypes.serverOtherReset];
const establishFail = closedBy(...clientEstablishFail, ...serverEstablishFail);
const transferFail = closedBy(
  closeTypes.serverReset,
  closeTypes.clientReset,
  closeTypes.serverQueueLack,
  closeTypes.timeout,
);
const resets = closedBy(
  closeTypes.clientOtherReset,
  closeTypes.serverOtherReset,
  closeTypes.serverDirectReset,
  closeTypes.serverReset,
  closeTypes.clientReset,
);
const ofClosed = (dividend: string): Formula => over(dividend, closedFlow, `${closedFlow}>0`);
const allPackets = '(packet_tx+packet_rx)';
const positive = (dividend: string, divisor: string): Formula => over(dividend, divisor, `${divisor}>0`);

const l4FlowLog: Record<string, Formula> = {
  log_count: { expression: '1' },
  byte: bothWays('byte'),
  packet: bothWays('packet'),
  ooo: bothWays('ooo'),
  l3_byte: bothWays('l3_byte'),
  l4_byte: bothWays('l4_byte'),
  bpp: positive('(byte_tx+byte_rx)', allPackets),
  bpp_tx: positive('byte_tx', 'packet_tx'),
  bpp_rx: positive('byte_rx', 'packet_rx'),
  retrans: bothWays('retrans'),
  zero_win: bothWays('zero_win'),
  retrans_ratio: positive('(retrans_tx+retrans_rx)', allPackets),
  retrans_syn_ratio: positive('retrans_syn', 'syn_count'),
  retrans_synack_ratio: positive('retrans_synack', 'synack_count'),
  retrans_tx_ratio: positive('retrans_tx', 'packet_tx'),
  retrans_rx_ratio: positive('retrans_rx', 'packet_rx'),
  zero_win_ratio: positive('(zero_win_tx+zero_win_rx)', allPackets),
  zero_win_tx_ratio: positive('zero_win_tx', 'packet_tx'),
  zero_win_rx_ratio: positive('zero_win_rx', 'packet_rx'),
  new_flow: { expression: counted('is_new_flow=1') },
  closed_flow: { expression: closedFlow },
  tcp_establish_fail: { expression: establishFail },
  client_establish_fail: { expression: closedBy(...clientEstablishFail) },
  server_establish_fail: { expression: closedBy(...serverEstablishFail) },
  tcp_establish_fail_ratio: ofClosed(establishFail),
  client_establish_fail_ratio: ofClosed(closedBy(...clientEstablishFail)),
  server_establish_fail_ratio: ofClosed(closedBy(...serverEstablishFail)),
  tcp_transfer_fail: { expression: transferFail },
  tcp_transfer_fail_ratio: ofClosed(transferFail),
  tcp_rst_fail: { expression: resets },
  tcp_rst_fail_ratio: ofClosed(resets),
  client_source_port_reuse: { expression: closedBy(closeTypes.clientPortReuse) },
  server_syn_miss: { expression: closedBy(closeTypes.serverSynMiss) },
  client_establish_other_rst: { expression: closedBy(closeTypes.clientOtherReset) },
  server_reset: { expression: closedBy(closeTypes.serverDirectReset) },
  client_ack_miss: { expression: closedBy(closeTypes.clientAckMiss) },
  server_establish_other_rst: { expression: closedBy(closeTypes.serverOtherReset) },
  client_rst_flow: { expression: closedBy(closeTypes.clientReset) },
  server_rst_flow: { expression: closedBy(closeTypes.serverReset) },
  server_queue_lack: { expression: closedBy(closeTypes.serverQueueLack) },
  client_half_close_flow: { expression: closedBy(closeTypes.clientHalfClose) },
  server_half_close_flow: { expression: closedBy(closeTypes.serverHalfClose) },
  tcp_timeout: { expression: closedBy(closeTypes.timeout) },
  ...delays(['srt', 'art', 'cit', 'rrt']),
  rtt_max: { expression: 'rtt' },
  tls_rtt_max: { expression: 'tls_rtt' },
  rtt_client_max: { expression: 'rtt_client' },
  rtt_server_max: { expression: 'rtt_server' },
  l7_error: { expression: 'l7_client_error+l7_server_error' },
  l7_error_ratio: positive('l7_error', 'l7_response'),
  l7_client_error_ratio: positive('l7_client_error', 'l7_response'),
  l7_server_error_ratio: positive('l7_server_error', 'l7_response'),
};

/** Other tables in which `log_count` counts rows. */
const rowCounts = [
  ...['application_log.log', 'event.event', 'event.file_event', 'event.file_mgmt_event', 'event.proc_perm_event'],
  ...['event.proc_ops_event', 'event.alert_event', 'event.alert_record', 'event.file_agg_event'],
];

export const formulas = byName<Readonly<Record<string, Formula>>>({
  'flow_log.l7_flow_log': l7FlowLog,
  'flow_log.l4_flow_log': l4FlowLog,
  'flow_metrics.application': application,
  'flow_metrics.application_map': application,
  'flow_metrics.network': network,
  'flow_metrics.network_map': network,
  'flow_metrics.traffic_policy': { l3_byte: bothWays('l3_byte'), l4_byte: bothWays('l4_byte') },
  'event.file_event_metrics': { avg_duration: over('duration', 'count', 'count>0') },
  ...Object.fromEntries(rowCounts.map((table) => [table, { log_count: { expression: '1' } }])),
});
