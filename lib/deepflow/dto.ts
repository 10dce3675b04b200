/** A application (OTel), S system (eBPF), N network (packet). */
export type SpanKind = 'A' | 'S' | 'N';

export type Outcome = 'ok' | 'client_error' | 'server_error' | 'timeout' | 'unknown';

/** How surely a call belongs to the route it is listed under. */
export type Attribution =
  | { kind: 'exact' }
  | { kind: 'computed' }
  | { kind: 'ambiguous'; candidates: { id: string; name: string; needs: string[] }[] };

/** Which observation the calls of a list were taken from: one of them, so that none is counted twice. */
export type CallSource = 'ebpf' | 'packet' | 'otel' | 'ebpf+otel';

/** One request as DeepFlow saw it at the gateway. */
export type Call = {
  /** `_id` of its row in l7_flow_log, decimal (64 bit: a string). */
  id: string;
  /** Epoch µs. */
  startUs: number;
  /** Null: it was never answered. */
  durationUs: number | null;
  method: string;
  host: string;
  /** With its query. */
  path: string;
  status: number | null;
  outcome: Outcome;
  requestBytes: number | null;
  responseBytes: number | null;
  client: string;
  server: string;
  traceId: string | null;
  /** Kinds of spans that are known for it. */
  kinds: SpanKind[];
  source: 'ebpf' | 'packet' | 'otel';
  attribution: Attribution;
};

/** What is left out lets every call through; of a list one must fit, of several attributes each. */
export type CallFilter = {
  outcome?: Outcome[] | undefined;
  method?: string[] | undefined;
  /** Both included; a call without an answer has no duration and passes neither. */
  minDurationUs?: number | undefined;
  maxDurationUs?: number | undefined;
  /** Text that the path must contain, case ignored. */
  path?: string | undefined;
  /** The path without query, ids folded, as `endpointOf` writes it. */
  endpoint?: string | undefined;
  /** Status codes of HTTP. */
  status?: number[] | undefined;
  /** Case and port ignored. */
  host?: string | undefined;
  /** As `Call.client` names it. */
  client?: string | undefined;
  /** Pod that the call came from. */
  clientPod?: string | undefined;
  /** Instance or service that the gateway sent the call to: known where eBPF saw the gateway's own request. */
  upstream?: string | undefined;
  /** Pod that the gateway sent the call to; known where `upstream` is. */
  upstreamPod?: string | undefined;
  trace?: string | undefined;
  /** Of the gateway's span: a call without a span has none of them. */
  attr?: { name: string; value: string }[] | undefined;
};

export type CallPage = {
  calls: Call[];
  /** Pass back as `cursor` for older calls; null: none are left in the range. */
  cursor: string | null;
  source: CallSource;
  /** Rows that were read and found to be another route's. */
  otherRoutes: number;
  /** Of the last page, epoch s: DeepFlow keeps nothing of the range that is older; null: it does. */
  keptFromS: number | null;
  notices: CallNotice[];
};

export type CallNotice =
  | 'no_ebpf'
  | 'no_otel'
  | 'ambiguous'
  | 'scan_limit'
  | 'route_disabled'
  | 'host_with_port'
  /** The whole range lies before what DeepFlow keeps. */
  | 'not_kept'
  /** Nothing shows that the last calls are there already: DeepFlow may lag behind, or nobody called anything. */
  | 'lagging';

/** Everything DeepFlow stored of one call, for the log line's detail pane. */
export type CallDetail = { call: Call; groups: { name: FieldGroup; fields: { name: string; value: string }[] }[] };
export type FieldGroup =
  | 'request'
  | 'response'
  | 'tracing'
  | 'client'
  | 'server'
  | 'network'
  | 'capture'
  | 'attributes';

export type Span = {
  /** Key within this trace. */
  id: string;
  /** Key of the span above; of one that is marked `missing_parent` the id, if any, that its parent has outside of the trace. */
  parentId: string | null;
  kind: SpanKind;
  /** `GET /orders/7`, or the point of the way for a network span. */
  name: string;
  /** Null for network spans. */
  service: string | null;
  /** Same id, same colour, in every view. */
  serviceId: string | null;
  /** DeepFlow's observation point: c-p, s, s-nd, s-app… */
  point: string;
  /** Pod, host or NIC where it was seen. */
  instance: string;
  /** Host whose agent saw it; empty where that is not known. */
  host: string;
  protocol: string;
  startUs: number;
  endUs: number;
  durationUs: number;
  /** Time not covered by children. */
  selfUs: number;
  /** How far the tracing service moved it to set clocks right, µs; 0: it stands where it was recorded. */
  shiftUs: number;
  outcome: Outcome;
  status: number | null;
  traceId: string | null;
  spanId: string | null;
  /** The route, where the span carries `apisix.route_id`. */
  routeId: string | null;
  /** `_id`s of the rows it was made of. */
  rowIds: string[];
  /** Its connection in l4_flow_log, decimal (64 bit: a string); null for spans of applications. */
  flowId: string | null;
  /** What about it does not fit, as far as its own record tells; the trace's structure may add more. */
  faults: SpanFault[];
  /** `isColumn`: a field of DeepFlow's own row, by which no calls are found as by an attribute. */
  attributes: { name: string; value: string; isColumn?: true }[];
  /** Why the tracing service hung it below its parent. */
  linkedBy: string | null;
};

/** What about a span does not fit; each is drawn and explained. The order is that of the bits in `TraceColumns.fault`. */
export const spanFaults = [
  /** The tracing service gave it no service. */
  'no_service',
  /** A root that shares no trace id with the call: rows of another request that the service let in. */
  'foreign_root',
  /** Filed as a timeout, and yet it carries a status code: two halves of a row were merged. */
  'timeout_with_answer',
  /** Moved to set a clock right that may have been right. */
  'doubtful_shift',
  /** It names a parent that is not in the trace. */
  'missing_parent',
  /** Its parents led back to it. */
  'ring',
  /** Another span has the same id. */
  'equal_id',
  /** It starts before its parent or ends after it. */
  'outside_parent',
  /** It ends before it starts. */
  'negative_duration',
  /** It lies in the future. */
  'future',
  /** It lies before 2001, unlike the rest: a time that was never set, or a clock that was reset. */
  'past',
  /** Its record gives no end: it was still under way. */
  'no_end',
  /** A time of its record is none. */
  'bad_time',
] as const;
export type SpanFault = (typeof spanFaults)[number];

export type TraceNotice =
  /** A query behind the trace failed (HTTP 206 or 500 of the tracing service, or one of the console's own). */
  | { kind: 'partial'; detail: string }
  /** The tracing service gave no answer at all. */
  | { kind: 'service_failed'; detail: string }
  /** The tracing service found nothing; what is shown was read row by row. */
  | { kind: 'from_rows' }
  /** A row limit cut the trace: of `found` rows `shown` are shown; null: there are more, nobody counted how many. */
  | { kind: 'cut'; shown: number; found: number | null }
  /** So many rows that the tracing service had not answered were read and hung in by what they say themselves. */
  | { kind: 'completed'; rows: number }
  /** Spans whose parent is not in the answer. */
  | { kind: 'missing_parents'; count: number }
  /** Roots that are other requests'. */
  | { kind: 'foreign_roots'; count: number }
  /** Spans whose parents led back to them. */
  | { kind: 'rings'; count: number }
  | { kind: 'clock_corrected'; hosts: number }
  /** Spans of the past, of the future, or with times that are none: the axis is that of the others. */
  | { kind: 'doubtful_times'; count: number }
  /** Nothing but spans of applications: no agent saw the request. */
  | { kind: 'spans_only' }
  /** Two traces of one request shown as one. */
  | { kind: 'merged'; by: string };

export type Trace = {
  callId: string;
  startUs: number;
  endUs: number;
  /** Depth first, parents before children, siblings by start. */
  spans: Span[];
  /** `selfUs`: of their spans whose own time is known; null: of none it is. */
  services: { id: string; name: string; selfUs: number | null }[];
  notices: TraceNotice[];
};

/** What is told of the durations of a bucket's calls; `max` is that of one call, `average` their mean. */
export type DurationFigure = 'p50' | 'p90' | 'p95' | 'p99' | 'max' | 'average';

/** One call that stands for the durations of a bucket: its slowest. */
export type CallExemplar = {
  /** `_id`, decimal. */
  id: string;
  /** Start of the bucket, epoch seconds. */
  timeS: number;
  durationUs: number;
  outcome: Outcome;
};

/** What all calls of a range came to. */
export type CallTotals = {
  calls: number;
  /** Over the part of the range that was read and is complete; null: there is none. */
  perSecond: number | null;
  errors: number;
  p50Us: number | null;
  p95Us: number | null;
  p99Us: number | null;
};

/** Series of one route over a range; all arrays are as long as `times`. A missing value is null, never 0. */
export type RouteMetrics = {
  /** Epoch seconds of each bucket's start. */
  times: number[];
  stepS: number;
  /** Calls per second. */
  rate: (number | null)[];
  /** Calls per second by outcome. */
  outcomes: Record<Outcome, (number | null)[]>;
  /** µs. */
  duration: Record<DurationFigure, (number | null)[]>;
  /** Bytes per second. */
  bytes: { request: (number | null)[]; response: (number | null)[] };
  totals: CallTotals;
  /** The slowest call of each bucket that has one. */
  slowest: CallExemplar[];
  source: CallSource;
  attributed: { exact: number; computed: number; ambiguous: number };
  /** Set when not every call of the range was read: the numbers rest on the newest `counted`, from `sinceS` on. */
  cut: { counted: number; sinceS: number } | null;
  /** Epoch s: DeepFlow keeps nothing older, and series have gaps there; null: it keeps the whole range. */
  keptFromS: number | null;
  /** Epoch s: calls that ended later need not be in DeepFlow yet, and series have gaps there; null: all of the range is. */
  completeToS: number | null;
  notices: CallNotice[];
};
