import type { L7Row } from '@/sandbox/deepflow/l7-row';

/** The columns by which rows are linked, all that the search reads before it knows which rows belong together. */
export type LinkRow = Pick<
  L7Row,
  | '_id'
  | 'type'
  | 'signal_source'
  | 'observation_point'
  | 'agent_id'
  | 'protocol'
  | 'l7_protocol'
  | 'start_time'
  | 'end_time'
  | 'req_tcp_seq'
  | 'resp_tcp_seq'
  | 'syscall_trace_id_request'
  | 'syscall_trace_id_response'
  | 'trace_id'
  | '_trace_id_2'
  | 'span_id'
  | 'parent_span_id'
  | 'x_request_id_0'
  | 'x_request_id_1'
  | 'request_id'
>;

/** Seconds of a row's `time`, both included. */
export type Window = { from: number; to: number };

/** Rows match when any list names one of their values. */
export type Links = {
  reqTcpSeqs: readonly number[];
  respTcpSeqs: readonly number[];
  syscallIds: readonly string[];
  xRequestIds: readonly string[];
  dnsRequestIds: readonly number[];
};

/** Why a query brought less than it should have: the HTTP status that deepflow-app gives it, and its words. */
export type Failure = { status: number; description: string };

export type Found<Row> = { rows: readonly Row[]; failure: Failure | null };

/** Where the rows of `l7_flow_log` come from. Rows come in the table's order and are cut there by `limit`. */
export type RowSource = {
  byId(id: string, spansOnly: boolean): Promise<Found<LinkRow>>;
  byTraceIds(ids: readonly string[], window: Window, limit: number, spansOnly: boolean): Promise<Found<LinkRow>>;
  linked(links: Links, window: Window, limit: number): Promise<Found<LinkRow>>;
  /** All columns of the rows, by start time. */
  byIds(ids: readonly string[]): Promise<Found<L7Row>>;
};

/** Asks every source and takes their rows together: regions of one DeepFlow. */
export function allOf(sources: readonly RowSource[]): RowSource {
  const [only] = sources;
  if (only !== undefined && sources.length === 1) return only;
  const together = async <Row>(answers: readonly Promise<Found<Row>>[]): Promise<Found<Row>> => {
    const found = await Promise.all(answers);
    const failures = found.flatMap(({ failure }) => failure ?? []);
    const [worst] = failures.toSorted((a, b) => b.status - a.status);
    return { rows: found.flatMap(({ rows }) => rows), failure: worst ?? null };
  };
  return {
    byId: (...args) => together(sources.map((source) => source.byId(...args))),
    byTraceIds: (...args) => together(sources.map((source) => source.byTraceIds(...args))),
    linked: (...args) => together(sources.map((source) => source.linked(...args))),
    byIds: (...args) => together(sources.map((source) => source.byIds(...args))),
  };
}
