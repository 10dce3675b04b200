import { type RowNumbers, rowNumbers } from '@/sandbox/agent/row-numbers';
import type { L7Row } from '@/sandbox/deepflow/l7-row';

/** One connection as one NIC saw it, summed up over the requests that it carried: a row of l4_flow_log. */
export type Flow = {
  _id: string;
  /** A request of it, with ends, ports and where it was captured; its own numbers say nothing here. */
  of: L7Row;
  startUs: number;
  endUs: number;
  /** False: a report of it came before, for a connection that stays open has several. */
  isNew: boolean;
  closeType: number;
  requests: number;
  responses: number;
  clientErrors: number;
  serverErrors: number;
  timeouts: number;
  bytesTx: number;
  bytesRx: number;
  packetsTx: number;
  packetsRx: number;
  rttUs: number;
  rttClientUs: number;
  rttServerUs: number;
  srtUs: number;
  artSumUs: number;
  artCount: number;
  artMaxUs: number;
  retransTx: number;
  retransRx: number;
  /** Handshake packets that the client sent again. */
  retransSyn: number;
  zeroWindowsTx: number;
  zeroWindowsRx: number;
  /** False: the server never answered the handshake. */
  isEstablished: boolean;
};

const packet = 0;
/** DeepFlow's close_type: closed as it should be, given up, still open when the minute was over. */
const closed = { normal: 1, timeout: 3, reported: 5 } as const;
/**
 * How connections fail that carry no request: a health check of a server that is down, a scan, a client that gives up.
 * Those before `established` never came about.
 */
const failures = [7, 15, 10, 19, 9, 2, 17, 3, 11] as const;
const established = 4;
/** Beside so many of a hundred requests there is one. */
const failuresPerHundred = 1.5;
/** An agent reports what is still open once a minute. */
const minuteUs = 60_000_000;
/** Bytes that one packet carries, and those of its headers. */
const segment = 1448;
const headers = 66;
/** SYN, SYN-ACK, ACK and the two FINs with theirs, as each side sends them. */
const handshake = { tx: 4, rx: 3 } as const;
/** µs from an end of the connection to where it is captured, by how far along the way that is. */
const wayUs = { nodes: 240, pod: 36, process: 66 } as const;

/**
 * What agents write of the connections below requests that they saw at NICs. One flow a connection and point: it has
 * the flow_id, ends and times of the rows of its requests, and numbers that are its own for good.
 */
export function flowsOf(rows: readonly L7Row[], numbers: RowNumbers = rowNumbers): Flow[] {
  const flows = new Map<string, Flow>();
  let newestUs = 0;
  for (const row of rows) {
    if (row.signal_source !== packet || row.flow_id === '0') continue;
    newestUs = Math.max(newestUs, row.end_time);
    const flow = flows.get(row.flow_id) ?? begin(row, numbers);
    flows.set(row.flow_id, flow);
    add(flow, row);
    const failed = failedBeside(row, numbers);
    if (failed !== null) flows.set(failed.of.flow_id, failed);
  }
  for (const flow of flows.values()) {
    if (flow.requests === 0) continue;
    const isOpen = newestUs - flow.endUs < minuteUs;
    flow.closeType = flow.timeouts > 0 ? closed.timeout : isOpen ? closed.reported : closed.normal;
  }
  return [...flows.values()];
}

/** Chance that is the same whenever the same connection is looked at, whatever the point. */
function chanceOf(row: L7Row, of: string | number = ''): number {
  const text = `${row.client_port}/${row.server_port}/${row.ip_0}/${row.ip_1}${of}`;
  let hash = 2_166_136_261;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 16_777_619);
  return (hash >>> 0) / 2 ** 32;
}

function begin(row: L7Row, numbers: RowNumbers): Flow {
  const chance = chanceOf(row);
  const isClient = row.observation_point.startsWith('c');
  const atNode = row.observation_point.endsWith('nd');
  // Nearer to its own end than to the other one.
  const near = Math.round((atNode ? wayUs.pod + wayUs.process : wayUs.process) * (1 + chance));
  const far = Math.round((wayUs.nodes + (atNode ? wayUs.pod : 2 * wayUs.pod) + wayUs.process) * (1 + chance));
  const [rttClientUs, rttServerUs] = isClient ? [near, far] : [far, near];
  const lost = chance > 0.97 ? 1 + Math.floor((chance * 1000) % 3) : 0;
  return {
    _id: numbers.id(row.end_time),
    of: row,
    startUs: row.start_time,
    endUs: row.end_time,
    isNew: numbers.isNewFlow(row.flow_id),
    closeType: closed.reported,
    requests: 0,
    responses: 0,
    clientErrors: 0,
    serverErrors: 0,
    timeouts: 0,
    bytesTx: handshake.tx * headers,
    bytesRx: handshake.rx * headers,
    packetsTx: handshake.tx,
    packetsRx: handshake.rx,
    rttUs: rttClientUs + rttServerUs,
    rttClientUs,
    rttServerUs,
    srtUs: Math.round(rttServerUs * 0.9),
    artSumUs: 0,
    artCount: 0,
    artMaxUs: 0,
    retransTx: chance > 0.985 ? 0 : lost,
    retransRx: chance > 0.985 ? lost : 0,
    retransSyn: chance > 0.98 && chance < 0.983 ? 1 : 0,
    zeroWindowsTx: chance > 0.99 && chance < 0.993 ? 1 : 0,
    zeroWindowsRx: chance > 0.995 ? 1 : 0,
    isEstablished: true,
  };
}

/** The connection that failed beside a request, from and to the same ends; null beside most. */
function failedBeside(row: L7Row, numbers: RowNumbers): Flow | null {
  const chance = chanceOf(row, row.req_tcp_seq) * (100 / failuresPerHundred);
  if (chance >= 1) return null;
  const kind = Math.floor(chance * failures.length);
  const isEstablished = kind >= established;
  const flowId = BigInt.asUintN(63, BigInt(row.flow_id) ^ (BigInt(row.req_tcp_seq) << 20n)).toString();
  const of = { ...row, flow_id: flowId, client_port: 32_768 + (row.req_tcp_seq % 28_000) };
  const flow = begin(of, numbers);
  const packets = isEstablished ? { tx: 2, rx: 2 } : { tx: 2, rx: 0 };
  return {
    ...flow,
    closeType: failures[kind] ?? closed.timeout,
    packetsTx: packets.tx,
    packetsRx: packets.rx,
    bytesTx: packets.tx * headers,
    bytesRx: packets.rx * headers,
    retransTx: 0,
    retransRx: 0,
    retransSyn: isEstablished ? 0 : 1,
    zeroWindowsTx: 0,
    zeroWindowsRx: 0,
    isEstablished,
    ...(isEstablished ? {} : { rttUs: 0, rttClientUs: 0, rttServerUs: 0, srtUs: 0 }),
  };
}

function add(flow: Flow, row: L7Row): void {
  const [sent, received] = [row.request_length ?? 0, row.response_length ?? 0];
  const [packetsTx, packetsRx] = [Math.ceil(sent / segment) || 1, Math.ceil(received / segment)];
  flow.startUs = Math.min(flow.startUs, row.start_time);
  flow.endUs = Math.max(flow.endUs, row.end_time);
  flow.requests += 1;
  flow.packetsTx += packetsTx + Math.ceil(packetsRx / 2);
  flow.packetsRx += packetsRx + 1;
  flow.bytesTx += sent + (packetsTx + Math.ceil(packetsRx / 2)) * headers;
  flow.bytesRx += received + (packetsRx + 1) * headers;
  flow.clientErrors += row.response_status === 4 ? 1 : 0;
  flow.serverErrors += row.response_status === 3 ? 1 : 0;
  if (row.type === 0) {
    flow.timeouts += 1;
    return;
  }
  flow.responses += 1;
  flow.artCount += 1;
  flow.artSumUs += row.response_duration;
  flow.artMaxUs = Math.max(flow.artMaxUs, row.response_duration);
}
