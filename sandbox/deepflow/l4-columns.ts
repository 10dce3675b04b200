import type { Flow } from '@/sandbox/agent/flows';
import type { Inventory } from '@/sandbox/deepflow/inventory';
import { endColumns, endValues, seconds } from '@/sandbox/deepflow/l7-columns';

type Value = string | number | null | readonly string[];

/** What a flow has in common with the requests that it carried. */
const sameNames = [
  ...['signal_source', 'observation_point', 'agent_id', 'capture_nic', 'capture_nic_type', 'capture_network_type_id'],
  ...['flow_id', 'protocol', 'client_port', 'server_port', 'is_ipv4', 'l7_protocol', 'request_domain'],
] as const;

/** Ethernet type of IPv4 and IPv6. */
const etherType = { ipv4: 0x0800, ipv6: 0x86dd } as const;

const ownValues: Readonly<Record<string, (flow: Flow) => Value>> = {
  _id: (flow) => flow._id,
  time: ({ endUs }) => Math.floor(endUs / 1e6),
  start_time: ({ startUs }) => seconds(startUs),
  end_time: ({ endUs }) => seconds(endUs),
  duration: ({ startUs, endUs }) => endUs - startUs,
  team_id: () => 1,
  eth_type: ({ of }) => (of.is_ipv4 === 1 ? etherType.ipv4 : etherType.ipv6),
  close_type: ({ closeType }) => closeType,
  is_new_flow: ({ isNew }) => Number(isNew),
  status: ({ timeouts }) => (timeouts > 0 ? 3 : 0),
  packet_tx: ({ packetsTx }) => packetsTx,
  packet_rx: ({ packetsRx }) => packetsRx,
  byte_tx: ({ bytesTx }) => bytesTx,
  byte_rx: ({ bytesRx }) => bytesRx,
  total_packet_tx: ({ packetsTx }) => packetsTx,
  total_packet_rx: ({ packetsRx }) => packetsRx,
  total_byte_tx: ({ bytesTx }) => bytesTx,
  total_byte_rx: ({ bytesRx }) => bytesRx,
  l7_request: ({ requests }) => requests,
  l7_response: ({ responses }) => responses,
  l7_client_error: ({ clientErrors }) => clientErrors,
  l7_server_error: ({ serverErrors }) => serverErrors,
  l7_error: ({ clientErrors, serverErrors }) => clientErrors + serverErrors,
  l7_server_timeout: ({ timeouts }) => timeouts,
  rtt: ({ rttUs }) => rttUs,
  rtt_client: ({ rttClientUs }) => rttClientUs,
  rtt_server: ({ rttServerUs }) => rttServerUs,
  srt_sum: ({ srtUs }) => srtUs,
  srt_count: ({ srtUs }) => (srtUs > 0 ? 1 : 0),
  srt_max: ({ srtUs }) => srtUs,
  art_sum: ({ artSumUs }) => artSumUs,
  art_count: ({ artCount }) => artCount,
  art_max: ({ artMaxUs }) => artMaxUs,
  rrt_sum: ({ artSumUs }) => artSumUs,
  rrt_count: ({ artCount }) => artCount,
  rrt_max: ({ artMaxUs }) => artMaxUs,
  retrans_tx: ({ retransTx }) => retransTx,
  retrans_rx: ({ retransRx }) => retransRx,
  retrans_syn: ({ retransSyn }) => retransSyn,
  zero_win_tx: ({ zeroWindowsTx }) => zeroWindowsTx,
  zero_win_rx: ({ zeroWindowsRx }) => zeroWindowsRx,
  syn_count: ({ retransSyn }) => 1 + retransSyn,
  synack_count: ({ isEstablished }) => (isEstablished ? 1 : 0),
};

/** Columns of flow_log.l4_flow_log that a flow fills, in the order of `l4Values`. */
export const l4Columns: readonly string[] = [...Object.keys(ownValues), ...sameNames, ...endColumns];

/** The values of `l4Columns` for one flow. */
export function l4Values(flow: Flow, inventory: Inventory): Value[] {
  return [
    ...Object.values(ownValues).map((value) => value(flow)),
    ...sameNames.map((name) => flow.of[name]),
    ...endValues(flow.of, inventory),
  ];
}
