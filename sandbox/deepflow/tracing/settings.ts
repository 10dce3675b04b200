/** What deepflow-app can link rows by. */
export type TracingSource = 'trace_id' | 'syscall' | 'tcp_seq' | 'x_request_id' | 'dns';

/** Guesses that an operator may allow for trees that nothing exact connects. */
export type ConnectionStrategy = 'net_span_c_to_s_via_trace_id' | 'sys_span_s_to_c_via_trace_id';

/** The settings of deepflow-app (app.yaml) that change its answers. */
export type TracingSettings = {
  /** Rows that one query of the search may bring; what is beyond is cut without a mark. */
  rowLimit: number;
  maxIteration: number;
  /** How far apart two points of one leg may see it: on one host, and further on two. */
  networkDelayUs: number;
  hostClockOffsetUs: number;
  allowMultipleTraceIds: boolean;
  sources: ReadonlySet<TracingSource>;
  strategies: ReadonlySet<ConnectionStrategy>;
};

/** As deepflow-app's own app.yaml has them; DeepFlow's chart lowers the row limit to 100. */
export const defaultSettings: TracingSettings = {
  rowLimit: 1_000,
  maxIteration: 30,
  networkDelayUs: 50_000,
  hostClockOffsetUs: 10_000,
  allowMultipleTraceIds: false,
  sources: new Set(['trace_id', 'syscall', 'tcp_seq', 'x_request_id']),
  strategies: new Set(),
};
