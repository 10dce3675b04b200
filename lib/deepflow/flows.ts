/** What DeepFlow knows of one TCP connection in a stretch of time, at the point where its packets were captured. */
export type FlowFacts = {
  /** flow_id of l4_flow_log, decimal (64 bit: a string). */
  flowId: string;
  /** Handshake, µs; null: it was not seen in this stretch. */
  rttUs: number | null;
  /** Packets sent again, by who sent them. */
  retransmissions: { client: number; server: number };
  /** Handshake packets sent again. */
  synRetransmissions: number;
  /** Times a side had no room for more. */
  zeroWindows: { client: number; server: number };
  /** From the client (up) and to it (down), as far as reported in this stretch. */
  bytes: { up: number; down: number };
  packets: { up: number; down: number };
};

/** Connections that one request may ask for. */
export const mostFlows = 50;
