/** Who stands at one end of a connection. `workload` is a key of the inventory; null: an address it does not know. */
export type Party = { workload: string | null; ip: string; port: number };

/** Ids that DeepFlow's eBPF gives the system calls by which a process received a request and sent its answer. */
export type SyscallIds = { request: string; response: string };

/**
 * One HTTP request on one TCP connection, as the sum of what every observation point on its way would see.
 * Whoever sends or serves a request in the sandbox reports it; `rows.ts` makes DeepFlow's rows of it.
 */
export type Exchange = {
  client: Party;
  server: Party;
  /** Epoch µs at the server process: request read, answer written. */
  startUs: number;
  /** Null: it was never answered. */
  endUs: number | null;
  /**
   * Epoch µs at the client process: request written, answer read. Where both ends are known the points between lie
   * between the two; where one is missing it is the other with the network's share added or taken away, and a
   * client process's span never ends after the request it serves itself.
   */
  clientStartUs?: number | undefined;
  clientEndUs?: number | undefined;
  method: string;
  /** Host header. */
  host: string;
  /** With its query. */
  path: string;
  status: number | null;
  requestBytes: number;
  responseBytes: number;
  /** Lower-case names; only the ones an agent reads (traceparent, x-request-id, x-forwarded-for, user-agent, referer) matter. */
  requestHeaders: Record<string, string>;
  responseHeaders: Record<string, string>;
  connectionId: string;
  /** TCP sequence numbers of the request's and of the answer's first byte, 32 bit. */
  reqSeq: number;
  respSeq: number;
  /** Set where an agent watches the client process / the server process. */
  clientSyscall: SyscallIds | null;
  serverSyscall: SyscallIds | null;
};
