import { callerAmong } from './caller-among';
import { groupBy } from './group-by';
import { positionOf } from './points';
import type { SpanNode } from './span-node';

/** A row as a span, with what links it to others. */
export type TraceRow = SpanNode & {
  parentSpanId: string;
  /** syscall_trace_id_request and _response; `'0'`: none. */
  syscall: string;
  syscallAnswer: string;
  /** req_tcp_seq and resp_tcp_seq; 0: none. */
  tcpSeq: number;
  tcpSeqAnswer: number;
  /** X-Request-ID of the request and of its answer. */
  xRequestIds: readonly string[];
  method: string;
  /** The instance that sent the request, and the one that received it. */
  client: string;
  server: string;
};

/**
 * Hangs rows below each other by what they say themselves, for when the tracing service found nothing: points of one
 * TCP request in the order of its way, a process's outgoing request below its incoming one with the same system call
 * or, over the answers read in between, a chain of them, spans below their parent span, a span below the process that
 * received its request, and a request below the one with the same X-Request-ID that its sender was serving.
 */
export function nodesOfRows(rows: readonly TraceRow[]): SpanNode[] {
  const links = parentsOfRows(rows);
  const toNode = nodeMaker(rows);
  return rows.map((row) => {
    const link = links.get(row.id);
    return { ...toNode(row), parentId: link?.parentId ?? null, linkedBy: link?.by ?? null };
  });
}

/** Makes spans of rows, marked where another of the rows is an application's span with the same id. */
export function nodeMaker(rows: readonly TraceRow[]): (row: TraceRow) => SpanNode {
  const bySpanId = groupBy(
    rows.filter(({ kind, spanId }) => kind === 'A' && spanId !== null),
    ({ spanId }) => spanId,
  );
  return (row) => {
    const node = toNode(row);
    const isEqual = row.kind === 'A' && (bySpanId.get(row.spanId)?.length ?? 0) > 1;
    return isEqual ? { ...node, faults: [...node.faults, 'equal_id'] } : node;
  };
}

/** The span of a row, without what only links it. */
function toNode(row: TraceRow): SpanNode {
  const {
    syscall: _syscall,
    syscallAnswer: _answer,
    tcpSeq: _seq,
    tcpSeqAnswer: _seqAnswer,
    xRequestIds: _requests,
    method: _method,
    client: _client,
    server: _server,
    ...node
  } = row;
  return node;
}

/** The parent of each row that has one, by ids of rows, and why; a span that names itself is its own parent. */
export function parentsOfRows(rows: readonly TraceRow[]): Map<string, { parentId: string; by: string }> {
  const find = new ParentFinder(rows);
  return new Map(
    rows.flatMap((row) => {
      const link = row.kind === 'A' ? find.ofSpan(row) : find.ofRow(row);
      return link ? [[row.id, { parentId: link.row.id, by: link.by }] as const] : [];
    }),
  );
}

type Link = { row: TraceRow; by: string };

class ParentFinder {
  /** Application spans by their id; several may have one. */
  readonly #spans: ReadonlyMap<string | null, TraceRow[]>;
  /** Of each point of a TCP request the one before it, on the way from the client to the server. */
  readonly #before: ReadonlyMap<TraceRow, TraceRow>;
  /** Points at the receiving side of requests that carry a span id; the closest to the process last. */
  readonly #received: ReadonlyMap<string | null, TraceRow[]>;
  /** The same by the id and the instance: one id may stand in thousands of rows. */
  readonly #receivedBy: ReadonlyMap<string, TraceRow[]>;
  /** Server processes by the system call that read the request, client processes by the one that read the answer. */
  readonly #served: ReadonlyMap<string, TraceRow>;
  readonly #answered: ReadonlyMap<string, TraceRow>;
  /** Outgoing requests by the span whose id they carry and the instance that sent them. */
  readonly #sentBy: ReadonlyMap<string, TraceRow[]>;
  /** Received requests by their X-Request-ID and the instance that received them. */
  readonly #servedBy: ReadonlyMap<string, TraceRow[]>;

  constructor(rows: readonly TraceRow[]) {
    const observed = rows.filter(({ kind }) => kind !== 'A').sort((a, b) => positionOf(a.point) - positionOf(b.point));
    const withSpan = observed.filter(({ spanId }) => spanId !== null);
    const processes = observed.filter(({ kind }) => kind === 'S');
    this.#spans = groupBy(
      rows.filter(({ kind, spanId }) => kind === 'A' && spanId !== null),
      ({ spanId }) => spanId,
    );
    const legs = groupBy(
      observed.filter(({ tcpSeq }) => tcpSeq !== 0),
      ({ tcpSeq }) => tcpSeq,
    );
    this.#before = new Map([...legs.values()].flatMap((leg) => leg.slice(1).map((row, at) => [row, leg[at] ?? row])));
    const received = withSpan.filter(isReceiver);
    this.#received = groupBy(received, ({ spanId }) => spanId);
    this.#receivedBy = groupBy(received, ({ spanId, server }) => pair(spanId, server));
    this.#served = new Map(
      processes.filter(({ point, syscall }) => point === 's-p' && syscall !== '0').map((row) => [row.syscall, row]),
    );
    const sent = processes.filter(({ point }) => point === 'c-p');
    this.#answered = new Map(
      sent.filter(({ syscallAnswer }) => syscallAnswer !== '0').map((row) => [row.syscallAnswer, row]),
    );
    this.#sentBy = groupBy(
      sent.filter(({ spanId }) => spanId !== null),
      ({ spanId, client }) => pair(spanId, client),
    );
    this.#servedBy = groupByEach(
      observed.filter((row) => isReceiver(row) && row.server !== ''),
      ({ xRequestIds, server }) => xRequestIds.map((requestId) => pair(requestId, server)),
    );
  }

  ofSpan(row: TraceRow): Link | null {
    const { spanId, parentSpanId, instance } = row;
    if (parentSpanId !== '') {
      const receiver = this.#receiverOf(row);
      if (receiver) return { row: receiver, by: 'span_id' };
      const span = this.#spanOf(parentSpanId, row);
      if (span) return { row: span, by: 'parent_span_id' };
    }
    // Its own outgoing request knows the process, and the process the request that it serves.
    const [sent] = this.#sentBy.get(pair(spanId, instance)) ?? [];
    const process = sent ? this.#serverOf(sent) : undefined;
    return process ? { row: process, by: 'syscall_trace_id' } : null;
  }

  /** Of equal ids the one that called, where that can be told, else the first; also for one that has the id itself. */
  #spanOf(id: string, { kind, spanId, startUs }: TraceRow): TraceRow | undefined {
    const those = this.#spans.get(id) ?? [];
    const isItsOwn = kind === 'A' && spanId === id;
    return (isItsOwn ? undefined : callerAmong(those, startUs, startOf, endOf)) ?? those[0];
  }

  /** A service may pass the ids that it got on to others: the request that this very instance received comes first. */
  #receiverOf({ parentSpanId, instance, startUs }: TraceRow): TraceRow | undefined {
    const those = this.#receivedBy.get(pair(parentSpanId, instance)) ?? this.#received.get(parentSpanId);
    return those?.findLast((row) => row.startUs <= startUs && row.endUs >= startUs) ?? those?.at(-1);
  }

  ofRow(row: TraceRow): Link | null {
    const before = this.#before.get(row);
    if (before) return { row: before, by: 'req_tcp_seq' };
    const span = row.spanId === null ? undefined : this.#spanOf(row.spanId, row);
    const process = row.point === 'c-p' ? this.#serverOf(row) : undefined;
    // A process that is not the span's own passed on the ids that it was given.
    const isOwn = process === undefined || process.server === span?.instance;
    if (span && isOwn) return { row: span, by: 'span_id' };
    if (process) return { row: process, by: 'syscall_trace_id' };
    const request = this.#requestOf(row);
    return request ? { row: request, by: 'x_request_id' } : null;
  }

  /** Who served the request in which this one was sent: each answer that the thread read opened the next id. */
  #serverOf(sent: TraceRow): TraceRow | undefined {
    const tried = new Set<TraceRow>();
    for (let row: TraceRow | undefined = sent; row !== undefined && !tried.has(row); ) {
      tried.add(row);
      const server = this.#served.get(row.syscall);
      if (server) return server;
      row = this.#answered.get(row.syscall);
    }
    return undefined;
  }

  /** The shortest request with the same X-Request-ID that the sender of this one was serving at the time. */
  #requestOf({ xRequestIds, client, tcpSeq, startUs }: TraceRow): TraceRow | undefined {
    let shortest: TraceRow | undefined;
    let shortestUs = Number.POSITIVE_INFINITY;
    // A client may send one X-Request-ID with all of its requests: nothing is made of each here.
    for (const requestId of xRequestIds)
      for (const other of this.#servedBy.get(pair(requestId, client)) ?? []) {
        if (other.startUs > startUs || other.endUs < startUs || other.tcpSeq === tcpSeq) continue;
        const us = other.endUs - other.startUs;
        if (us >= shortestUs) continue;
        shortestUs = us;
        shortest = other;
      }
    return shortest;
  }
}

/** A key of an id and an instance; neither has the sign between them. */
function pair(id: string | null, instance: string): string {
  return `${id}\0${instance}`;
}

const startOf = ({ startUs }: TraceRow) => startUs;
const endOf = ({ endUs }: TraceRow) => endUs;

/** At the server's side of a request. */
function isReceiver({ point }: TraceRow): boolean {
  return point === 's' || point.startsWith('s-');
}

function groupByEach(
  rows: readonly TraceRow[],
  keysOf: (row: TraceRow) => readonly string[],
): ReadonlyMap<string, TraceRow[]> {
  const groups = groupBy(
    rows.flatMap((row) => keysOf(row).map((key) => ({ key, row }))),
    ({ key }) => key,
  );
  return new Map([...groups].map(([key, entries]) => [key, entries.map(({ row }) => row)]));
}
