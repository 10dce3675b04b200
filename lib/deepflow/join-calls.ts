import { normalisePath } from '@/lib/apisix/router';
import type { Outcome } from './dto';
import { groupBy } from './group-by';

/** One row of l7_flow_log that stands for a call: the gateway process or NIC, or the gateway's own span. */
export type Observation = {
  /** `_id`, decimal. */
  id: string;
  source: 'ebpf' | 'packet' | 'otel';
  /** Epoch µs. */
  startUs: number;
  /** Of eBPF and packet rows the start of the answer, of spans the end of everything. */
  endUs: number;
  durationUs: number | null;
  method: string;
  host: string;
  /** The request target with its query. */
  path: string;
  status: number | null;
  outcome: Outcome;
  requestBytes: number | null;
  responseBytes: number | null;
  client: string;
  server: string;
  traceIds: readonly string[];
  spanId: string;
  parentSpanId: string;
  /** syscall_trace_id_request, decimal; `'0'` where there is none. */
  syscall: string;
  /** req_tcp_seq; 0 where there is none. */
  tcpSeq: number;
  /** Of the gateway; 65535 where a span does not know it. */
  port: number;
  /** `apisix.route_id`; spans alone have it. */
  routeId: string | null;
  /** What else was asked for of it, by name. */
  extra?: Readonly<Record<string, string>>;
};

/** How one request to an upstream went. */
export type Try = { durationUs: number | null; outcome: Outcome };

/** An outgoing request of the gateway process: it carries the gateway span's ids to the upstream. */
export type Outbound = {
  syscall: string;
  traceIds: readonly string[];
  spanId: string;
  /** When and where it went and how, if that was asked for. */
  sent?: { startUs: number; instance: string; service: string; pod: string } & Try;
};

export type JoinedCall = {
  row: Observation | null;
  span: Observation | null;
  traceIds: readonly string[];
  /** The route that the call's span names; null: no span, or not sure which of several equal calls is its. */
  routeId: string | null;
};

export type Joined = {
  /** One entry a row, in the order of `rows`. */
  calls: JoinedCall[];
  /** Spans that belong to none of the rows. */
  spansAlone: Observation[];
};

/** Both stand on one host, but the span's clock is the one nginx caches. */
export const clockSlackUs = 5000;

/** Equal requests that are looked at together; with more at once the pairing would be a guess anyway. */
const mostAtOnce = 64;

/**
 * Finds the gateway span of each row, so that a call that was seen twice is counted once.
 * Ids join them where there are any: the span is the child of the client's span in the inbound row, or the parent of
 * the outbound row with the same system call. A request that the gateway answers itself has neither; there method,
 * target, status and nested times must fit. Ids alone are not enough: an event loop serves requests in turns, so that
 * system call ids can belong to the request before, and clients send one traceparent twice.
 */
export function joinCalls(
  rows: readonly Observation[],
  spans: readonly Observation[],
  outbound: readonly Outbound[],
): Joined {
  const bySyscall = groupBy(outbound, ({ syscall }) => syscall);
  const ownOutbound = (row: Observation) => (row.syscall === '0' ? [] : (bySyscall.get(row.syscall) ?? []));
  const edges = nestedPairs(rows, spans);
  const matched = new Map<Observation, { span: Observation; sure: boolean }>();
  const taken = new Set<Observation>();
  const take = (row: Observation, span: Observation, sure: boolean) => {
    matched.set(row, { span, sure });
    taken.add(span);
  };

  const bridged = edges.filter(({ row, span }) => isBridged(row, span, ownOutbound(row)));
  for (const { row, span } of loners(bridged)) take(row, span, true);

  const open = edges.filter(({ row, span }) => !matched.has(row) && !taken.has(span) && fits(row, span));
  for (const group of components(open)) {
    const routes = new Set(group.spans.map((span) => span.routeId));
    const sure = routes.size === 1 && group.rows.length === group.spans.length;
    for (const [span, row] of pairUp(group)) take(row, span, sure);
  }

  const calls = rows.map((row): JoinedCall => {
    const found = matched.get(row);
    const traceIds = [row, ...(found?.sure ? [found.span] : []), ...ownOutbound(row)].flatMap((from) => from.traceIds);
    return {
      row,
      span: found?.span ?? null,
      traceIds: [...new Set(traceIds)],
      routeId: found?.sure ? found.span.routeId : null,
    };
  });
  return { calls, spansAlone: spans.filter((span) => !taken.has(span)) };
}

type Edge = { row: Observation; span: Observation };

/** Pairs that could be one call, by method, target and time. */
function nestedPairs(rows: readonly Observation[], spans: readonly Observation[]): Edge[] {
  const rowsByTarget = groupBy(rows, targetOf);
  const edges: Edge[] = [];
  for (const [target, spansOfTarget] of groupBy(spans, targetOf)) {
    const waiting = (rowsByTarget.get(target) ?? []).toSorted(byStart);
    let next = 0;
    let running: Observation[] = [];
    for (const span of spansOfTarget.toSorted(byStart)) {
      for (let row = waiting[next]; row && row.startUs <= span.startUs + clockSlackUs; row = waiting[++next])
        running.push(row);
      running = running.filter((row) => mayStillRun(row, span.startUs)).slice(-mostAtOnce);
      for (const row of running) edges.push({ row, span });
    }
  }
  return edges;
}

/** A call that was never answered has no end; nginx gives up after a minute by default. */
function mayStillRun(row: Observation, atUs: number): boolean {
  return (row.durationUs === null ? row.startUs + 60_000_000 : row.endUs) >= atUs - clockSlackUs;
}

/** What a row and its span have in common: with another one they are no call. */
export function targetOf({ method, path, source }: Observation): string {
  return `${method} ${source === 'otel' ? path : gatewayTarget(path)}`;
}

/**
 * The target that the gateway's span names for one that was sent: APISIX makes its `request_uri` anew of the
 * normalised path and the query (apisix/init.lua, http_access_phase).
 */
export function gatewayTarget(sent: string): string {
  const path = normalisePath(sent);
  if (path === null) return sent;
  const query = /^[^?#]*\?([^#]+)/.exec(sent)?.[1];
  return query === undefined ? path : `${path}?${query}`;
}

function byStart(a: Observation, b: Observation): number {
  return a.startUs - b.startUs;
}

/** What ids outweigh: older plugins report the upstream's status, and a span may name the host that it was given. */
function fits(row: Observation, span: Observation): boolean {
  if (row.status !== null && span.status !== null && row.status !== span.status) return false;
  if (row.host === '' || span.host === '' || row.host === span.host) return true;
  return bareHost(row.host) === bareHost(span.host);
}

/** A host without its port, its last dot and its case: what two spellings of one host have in common. */
export function bareHost(host: string): string {
  return host.toLowerCase().replace(/\.?(:\d*)?$/, '');
}

function isBridged(row: Observation, span: Observation, outbound: readonly Outbound[]): boolean {
  const [traceId] = span.traceIds;
  if (traceId === undefined || span.spanId === '') return false;
  if (span.parentSpanId !== '' && span.parentSpanId === row.spanId && row.traceIds.includes(traceId)) return true;
  return outbound.some((out) => out.spanId === span.spanId && out.traceIds.includes(traceId));
}

/** Edges whose two ends have no other edge. */
function loners(edges: readonly Edge[]): Edge[] {
  const rows = groupBy(edges, ({ row }) => row);
  const spans = groupBy(edges, ({ span }) => span);
  return edges.filter(({ row, span }) => rows.get(row)?.length === 1 && spans.get(span)?.length === 1);
}

type Component = { rows: Observation[]; spans: Observation[]; edges: Edge[] };

/** Groups of rows and spans between which it is open who belongs to whom. */
function components(edges: readonly Edge[]): Component[] {
  const ofRow = groupBy(edges, ({ row }) => row);
  const ofSpan = groupBy(edges, ({ span }) => span);
  const seen = new Set<Observation>();
  const found: Component[] = [];
  const add = (list: Observation[], one: Observation) => {
    if (seen.has(one)) return false;
    seen.add(one);
    return list.push(one) > 0;
  };
  for (const first of ofRow.keys()) {
    if (seen.has(first)) continue;
    const group: Component = { rows: [], spans: [], edges: [] };
    add(group.rows, first);
    // Each row and span is looked at once: of many equal requests at one moment everyone is everyone's neighbour.
    for (const row of group.rows)
      for (const edge of ofRow.get(row) ?? []) {
        group.edges.push(edge);
        if (add(group.spans, edge.span)) for (const other of ofSpan.get(edge.span) ?? []) add(group.rows, other.row);
      }
    found.push(group);
  }
  return found;
}

/**
 * Pairs as many of a group as can be paired, closest starts first: a span left over would be counted as one more call
 * (augmenting paths; groups are as small as the number of equal requests at one moment).
 */
function pairUp({ spans, edges }: Component): Map<Observation, Observation> {
  const gap = ({ row, span }: Edge) => Math.abs(span.startUs - row.startUs);
  const ofSpan = groupBy(
    edges.toSorted((a, b) => gap(a) - gap(b)),
    ({ span }) => span,
  );
  const spanOfRow = new Map<Observation, Observation>();
  const place = (span: Observation, tried: Set<Observation>): boolean => {
    for (const { row } of ofSpan.get(span) ?? []) {
      if (tried.has(row)) continue;
      tried.add(row);
      const holder = spanOfRow.get(row);
      if (holder === undefined || (tried.size < mostAtOnce && place(holder, tried))) {
        spanOfRow.set(row, span);
        return true;
      }
    }
    return false;
  };
  for (const span of spans.toSorted(byStart)) place(span, new Set());
  return new Map([...spanOfRow].map(([row, span]) => [span, row]));
}
