import type { L7Row } from '@/sandbox/deepflow/l7-row';
import type { TracingSettings } from '@/sandbox/deepflow/tracing/settings';
import type { LinkRow } from '@/sandbox/deepflow/tracing/source';

/** Why two rows belong together; a pair may have several reasons. */
export const relation = { network: 1, xRequestId: 2, syscall: 4, app: 8, requestId: 16 } as const;

const relationNames: readonly (readonly [bit: number, name: string])[] = [
  [relation.network, 'network'],
  [relation.xRequestId, 'xrequestid'],
  [relation.syscall, 'syscall'],
  [relation.app, 'app'],
  [relation.requestId, 'request_id'],
];

export function relationText(bits: number): string {
  return relationNames.flatMap(([bit, name]) => (bits & bit ? name : [])).join(',');
}

export const signal = { packet: 0, ebpf: 3, otel: 4 } as const;
export const logType = { request: 0, response: 1, session: 2 } as const;
export const protocol = { http2: 21, grpc: 41, iso8583: 48, mysql: 60, webSphereMq: 108, dns: 120 } as const;
const tcp = 6;

/** A row with what the comparison needs; `values` are the columns that must not contradict each other. */
export type LinkItem = { row: LinkRow; traceIds: ReadonlySet<string>; values: Partial<L7Row> };

export function traceIdsOf(row: Pick<L7Row, 'trace_id' | '_trace_id_2'>): string[] {
  return [row.trace_id, row._trace_id_2].flatMap((text) => text.split(',')).flatMap((text) => text.trim() || []);
}

export function intersect<T>(one: Iterable<T>, other: ReadonlySet<T>): boolean {
  for (const value of one) if (other.has(value)) return true;
  return false;
}

/** From an item's position to those it is related to, with the reasons. */
export type Relations = Map<number, Map<number, number>>;

export type RelateOptions = {
  settings: TracingSettings;
  /** Items before this position are only found, not asked for. */
  from?: number;
  /** One reason is enough: which items are related to anything at all. */
  firstOnly?: boolean;
  /**
   * Strict: both halves of a request, and nothing that contradicts, so that no stranger gets in. Loose: one equal
   * sequence number, to show where a row may come from.
   */
  network: 'strict' | 'loose';
};

/** Relates the items to each other by the indexes of what they share. */
export function relate(items: readonly LinkItem[], options: RelateOptions): Relations {
  const { settings, from = 0, firstOnly = false } = options;
  const withDns = settings.sources.has('dns');
  const index = indexOf(items, withDns);
  const relations: Relations = new Map();
  for (let position = from; position < items.length; position += 1) {
    const item = items[position];
    if (item === undefined) continue;
    const reasons: (readonly [bit: number, candidates: number[], holds: (other: LinkItem) => boolean])[] = [
      [relation.network, index.network(item), (other) => isNetwork(item, other, options)],
      [relation.app, index.spans(item), (other) => isApp(item, other)],
      [relation.xRequestId, index.xRequests(item), (other) => isXRequest(item.row, other.row)],
      [relation.syscall, index.syscalls(item), (other) => isSyscall(item.row, other.row)],
    ];
    if (withDns) {
      reasons.push([relation.requestId, index.requests(item), (other) => isDns(item, other, settings)]);
    }
    for (const [bit, candidates, holds] of reasons) {
      for (const candidate of candidates) {
        const other = items[candidate];
        if (candidate === position || other === undefined || !holds(other)) continue;
        const known = relations.get(position) ?? new Map<number, number>();
        relations.set(position, known);
        known.set(candidate, (known.get(candidate) ?? 0) | bit);
        if (firstOnly) break;
      }
      if (firstOnly && relations.has(position)) break;
    }
  }
  return relations;
}

class MultiMap<Key> {
  readonly #map = new Map<Key, number[]>();

  add(key: Key, position: number): void {
    const positions = this.#map.get(key);
    if (positions === undefined) this.#map.set(key, [position]);
    else if (positions.at(-1) !== position) positions.push(position);
  }

  /** Positions under any of the keys, ascending. */
  get(...keys: Key[]): number[] {
    const lists = keys.flatMap((key) => [this.#map.get(key) ?? []]);
    const [first = [], second = []] = lists;
    if (second.length === 0 || first === second) return first;
    return [...new Set([...first, ...second])].sort((a, b) => a - b);
  }
}

function indexOf(items: readonly LinkItem[], withDns: boolean) {
  const seqs = new MultiMap<number>();
  const spans = new MultiMap<string>();
  const xRequests = new MultiMap<string>();
  const syscalls = new MultiMap<string>();
  const requests = new MultiMap<number>();
  items.forEach(({ row }, position) => {
    if (row.signal_source !== signal.otel && row.protocol === tcp) {
      if (row.type !== logType.response) seqs.add(row.req_tcp_seq, position);
      if (row.type !== logType.request) seqs.add(row.resp_tcp_seq, position);
    }
    for (const id of [row.span_id, row.parent_span_id]) if (id !== '') spans.add(id, position);
    for (const id of [row.x_request_id_0, row.x_request_id_1]) if (id !== '') xRequests.add(id, position);
    for (const id of [row.syscall_trace_id_request, row.syscall_trace_id_response]) {
      if (id !== '0') syscalls.add(id, position);
    }
    if (withDns && row.l7_protocol === protocol.dns && row.request_id) requests.add(row.request_id, position);
  });
  return {
    network: ({ row }: LinkItem) =>
      row.signal_source === signal.otel
        ? []
        : seqs.get(
            ...(row.type === logType.response ? [] : [row.req_tcp_seq]),
            ...(row.type === logType.request ? [] : [row.resp_tcp_seq]),
          ),
    spans: ({ row }: LinkItem) => spans.get(row.span_id, row.parent_span_id),
    xRequests: ({ row }: LinkItem) => xRequests.get(row.x_request_id_0, row.x_request_id_1),
    syscalls: ({ row }: LinkItem) => syscalls.get(row.syscall_trace_id_request, row.syscall_trace_id_response),
    requests: ({ row }: LinkItem) => (row.request_id ? requests.get(row.request_id) : []),
  };
}

/** How far apart two rows may be: agents on different hosts have different clocks. */
function tolerance(one: LinkRow, other: LinkRow, settings: TracingSettings): number {
  return settings.networkDelayUs + (one.agent_id === other.agent_id ? 0 : settings.hostClockOffsetUs);
}

function isNetwork(item: LinkItem, other: LinkItem, { settings, network }: RelateOptions): boolean {
  if (network === 'strict') return isSameLeg(item, other, settings);
  const [a, b] = [item.row, other.row];
  const apart = tolerance(a, b, settings);
  return (
    (a.req_tcp_seq !== 0 && a.req_tcp_seq === b.req_tcp_seq && Math.abs(a.start_time - b.start_time) <= apart) ||
    (a.resp_tcp_seq !== 0 && a.resp_tcp_seq === b.resp_tcp_seq && Math.abs(a.end_time - b.end_time) <= apart)
  );
}

/**
 * Two points saw the same request on the same connection. Two whole sessions must agree in both sequence numbers,
 * even where one is 0 (one-way sessions); otherwise the half that both have must agree.
 */
export function isSameLeg(item: LinkItem, other: LinkItem, settings: TracingSettings): boolean {
  const [a, b] = [item.row, other.row];
  const apart = tolerance(a, b, settings);
  const sameStart = Math.abs(a.start_time - b.start_time) <= apart && a.req_tcp_seq === b.req_tcp_seq;
  const sameEnd = Math.abs(a.end_time - b.end_time) <= apart && a.resp_tcp_seq === b.resp_tcp_seq;
  const both = (type: number) => a.type !== type && b.type !== type;
  const matches =
    a.type === logType.session && b.type === logType.session
      ? sameStart && sameEnd
      : both(logType.response)
        ? sameStart
        : both(logType.request) && sameEnd;
  return matches && !contradicts(item, other);
}

/** Columns that two views of one request must not disagree in, where both have a value. */
const legColumns = [
  'x_request_id_0',
  'x_request_id_1',
  'http_proxy_client',
  'protocol',
  'biz_protocol',
  'version',
  'request_id',
  'endpoint',
  'request_type',
  'request_domain',
  'request_resource',
  'response_code',
  'response_exception',
  'response_result',
] as const satisfies readonly (keyof L7Row)[];

/** Agents may take one stream for HTTP2 at a NIC and for gRPC in a process; then these come from different fields. */
const grpcColumns: ReadonlySet<string> = new Set(['biz_protocol', 'request_resource', 'endpoint']);

/** A NIC sees no more of a long statement than this. */
const seenOfResource = 1_024;

function contradicts(one: LinkItem, other: LinkItem): boolean {
  if (one.traceIds.size > 0 && other.traceIds.size > 0) {
    return !intersect(one.traceIds, other.traceIds) || one.row.span_id !== other.row.span_id;
  }
  const [a, b] = [one.row.l7_protocol, other.row.l7_protocol];
  const isGrpc = [a, b].every((number) => number === protocol.http2 || number === protocol.grpc) && a !== b;
  if (a !== 0 && b !== 0 && a !== b && !isGrpc) return true;
  return legColumns.some((column) => !(isGrpc && grpcColumns.has(column)) && differ(one, other, column));
}

function differ(one: LinkItem, other: LinkItem, column: keyof L7Row): boolean {
  const [a, b] = [one.values[column], other.values[column]];
  if (!a || !b) return false;
  if (column === 'request_resource' && typeof a === 'string' && typeof b === 'string') {
    const [long, alsoLong] = [[...a], [...b]];
    if (long.length > seenOfResource && alsoLong.length > seenOfResource) {
      return long.slice(0, seenOfResource).join('') !== alsoLong.slice(0, seenOfResource).join('');
    }
  }
  return a !== b;
}

function isApp(item: LinkItem, other: LinkItem): boolean {
  const { span_id, parent_span_id } = item.row;
  if (span_id === '' || !intersect(item.traceIds, other.traceIds)) return false;
  return (
    span_id === other.row.span_id ||
    span_id === other.row.parent_span_id ||
    (parent_span_id !== '' && parent_span_id === other.row.span_id)
  );
}

/** A gateway hands the id it sends upstream back to its own client. */
function isXRequest(a: LinkRow, b: LinkRow): boolean {
  return (
    (a.x_request_id_0 !== '' && a.x_request_id_0 === b.x_request_id_1) ||
    (a.x_request_id_1 !== '' && a.x_request_id_1 === b.x_request_id_0)
  );
}

/** Equal ids on both halves: the request passed no thread that made another. */
function isTerminal(row: LinkRow): boolean {
  return row.syscall_trace_id_request === row.syscall_trace_id_response;
}

function isSyscall(a: LinkRow, b: LinkRow): boolean {
  if (isTerminal(a) || isTerminal(b) || a.agent_id !== b.agent_id) return false;
  if (a.observation_point === 's-p' && b.observation_point === 's-p') return false;
  return [a.syscall_trace_id_request, a.syscall_trace_id_response].some(
    (id) => id !== '0' && (id === b.syscall_trace_id_request || id === b.syscall_trace_id_response),
  );
}

const dnsColumns = [
  'protocol',
  'endpoint',
  'request_resource',
  'request_type',
  'request_id',
  'response_code',
  'response_exception',
  'response_result',
  'l7_protocol',
] as const satisfies readonly (keyof L7Row)[];

function isDns(item: LinkItem, other: LinkItem, settings: TracingSettings): boolean {
  const [a, b] = [item.row, other.row];
  return (
    Boolean(a.request_id) &&
    a.request_id === b.request_id &&
    Math.abs(a.start_time - b.start_time) <= tolerance(a, b, settings) &&
    !dnsColumns.some((column) => differ(item, other, column))
  );
}
