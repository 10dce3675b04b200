import type { CallNotice } from './dto';

/** Ways in which a TCP connection fails, by DeepFlow's own counters: it never came about, broke, or was left half open. */
export const failureKinds = [
  'client_source_port_reuse',
  'client_ack_miss',
  'client_establish_other_rst',
  'server_syn_miss',
  'server_reset',
  'server_establish_other_rst',
  'client_rst_flow',
  'server_rst_flow',
  'server_queue_lack',
  'tcp_timeout',
  'client_half_close_flow',
  'server_half_close_flow',
] as const;
export type FailureKind = (typeof failureKinds)[number];

/**
 * Connections over a range; each list is as long as the answer's `times`. What is counted is 0 where connections were
 * watched and nothing happened, and null where nothing was watched.
 */
export type ConnectionNumbers = {
  /** Bytes per second that the gateway sent and received. */
  sent: (number | null)[];
  received: (number | null)[];
  /** Connections that began in each bucket. */
  opened: (number | null)[];
  /** Packets sent again by either side, in each bucket; and their share of all packets, 0 … 1. */
  retransmissions: (number | null)[];
  retransmittedShare: (number | null)[];
  /** Times that either side had no room for more. */
  zeroWindows: (number | null)[];
  /** By kind, those that occurred in the range. */
  failures: Partial<Record<FailureKind, (number | null)[]>>;
  /** Handshakes, µs: their mean and the longest; null where none was seen. */
  rttMean: (number | null)[];
  rttMax: (number | null)[];
  totals: ConnectionTotals;
};

export type ConnectionTotals = {
  bytes: number;
  packets: number;
  retransmissions: number;
  zeroWindows: number;
  opened: number;
  failed: number;
  rttMaxUs: number | null;
};

/** The network below a route: of connections, which a gateway shares among its routes. */
export type RouteNetwork = {
  /** Epoch seconds of each bucket's start. */
  times: number[];
  stepS: number;
  /** Which of DeepFlow's two stores was read. */
  precision: '1s' | '1m';
  /** Instances of the gateway, as DeepFlow names them. */
  gateways: string[];
  /** Clients to the gateway. */
  clients: ConnectionNumbers;
  /** The gateway to each instance that the route's newest calls were sent to, most calls first. */
  upstreams: { instance: string; service: string; calls: number; numbers: ConnectionNumbers }[];
  /** So many further instances together; null: there are none. */
  others: { instances: number; numbers: ConnectionNumbers } | null;
  /** Newest calls of the route that told its upstreams; null: they could not be read in time. */
  calls: number | null;
  /** Epoch s: what is later is not complete yet, so that nothing of it is read. */
  completeToS: number;
  notices: CallNotice[];
};
