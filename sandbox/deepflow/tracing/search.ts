import { intersect, type LinkItem, protocol, relate, traceIdsOf } from '@/sandbox/deepflow/tracing/relations';
import { RememberedIds } from '@/sandbox/deepflow/tracing/remembered-ids';
import { RememberedRequestIds } from '@/sandbox/deepflow/tracing/remembered-request-ids';
import type { TracingSettings } from '@/sandbox/deepflow/tracing/settings';
import type { Found, LinkRow, Links, RowSource, Window } from '@/sandbox/deepflow/tracing/source';

export type SearchRequest = {
  /** Row to start from. */
  id: string;
  /** Given by the caller: then the only trace whose rows are allowed. */
  traceId: string | null;
  window: Window;
  /** Application spans alone, found by trace id. */
  spansOnly: boolean;
};

/** Takes the rows out of what a source found, noting its failure. */
export type Take = <Row>(found: Found<Row>) => readonly Row[];

/**
 * Finds the rows that belong to the trace of one row: in each round those of the newly met trace ids, then those that
 * share a sequence number, system call or X-Request-ID with the rows of the round before and hold against them.
 *
 * @returns the `_id`s; none when the first row does not exist.
 */
export async function searchTrace(
  request: SearchRequest,
  source: RowSource,
  settings: TracingSettings,
  take: Take,
): Promise<string[]> {
  const seed = take(await source.byId(request.id, request.spansOnly));
  const [first] = seed;
  if (first === undefined) return [];
  const found = new Map(seed.map((row) => [row._id, row]));
  const traces = new TraceIds(request.traceId === null ? traceIdsOf(first) : [request.traceId], settings);
  const links = new UnseenLinks(settings);
  links.add(seed);
  const remembered = new RememberedIds();
  remembered.add(seed);
  const requestIds = new RememberedRequestIds(seed);

  for (let round = 0; round < Math.max(1, request.spansOnly ? 1 : settings.maxIteration); round += 1) {
    if (traces.next.size > 0 && settings.sources.has('trace_id')) {
      const ids = traces.visit();
      const rows = take(await source.byTraceIds(ids, request.window, settings.rowLimit, request.spansOnly));
      const fresh = rows.filter((row) => !found.has(row._id) && traces.acceptsByTraceId(row));
      for (const row of fresh) found.set(row._id, row);
      if (fresh.length > 0) remembered.add(rows);
      if (rows.length > 0) requestIds.add(rows, fresh);
      links.add(fresh);
    }
    if (request.spansOnly) break;

    const unseen = links.take();
    if (unseen === null && traces.next.size === 0) break;
    if (unseen === null) continue;
    const rows = take(await source.linked(unseen, request.window, settings.rowLimit));
    if (rows.length === 0) break;
    const candidates = rows.filter((row) => !found.has(row._id) && traces.acceptsByLink(row));
    const known = [...found.values()].map((row) => linkItem(remembered.of(row), requestIds.of(row)));
    const asked = candidates.map((row) => linkItem(row, RememberedRequestIds.of(row, rows)));
    const fresh = related(known, asked, settings);
    for (const row of fresh) found.set(row._id, row);
    if (fresh.length > 0) {
      remembered.add(rows);
      requestIds.add(rows, fresh);
      links.replace(fresh);
    } else if (traces.next.size === 0) break;
  }
  return [...found.keys()];
}

/** Those of the candidates that are related to any row at all, old or new. */
function related(known: readonly LinkItem[], candidates: readonly LinkItem[], settings: TracingSettings): LinkRow[] {
  const options = { settings, from: known.length, firstOnly: true, network: 'strict' } as const;
  const relations = relate([...known, ...candidates], options);
  return candidates.filter((_, index) => relations.has(known.length + index)).map(({ row }) => row);
}

/** Which trace ids rows may carry, and which still have to be asked for. */
class TraceIds {
  readonly #allowed: Set<string>;
  readonly #visited = new Set<string>();
  readonly next: Set<string>;

  constructor(
    initial: readonly string[],
    private readonly settings: TracingSettings,
  ) {
    this.#allowed = new Set(initial);
    this.next = new Set(initial);
  }

  visit(): string[] {
    const ids = [...this.next];
    for (const id of ids) this.#visited.add(id);
    this.next.clear();
    return ids;
  }

  /** A row found by a trace id brings in its second one. */
  acceptsByTraceId(row: LinkRow): boolean {
    const ids = traceIdsOf(row);
    if (ids.length <= 1) return intersect(ids, this.#allowed);
    for (const id of ids) {
      if (this.#visited.has(id)) continue;
      this.#allowed.add(id);
      this.next.add(id);
    }
    return true;
  }

  /** A row found otherwise is refused when it belongs to another trace. The first trace that turns up is the one. */
  acceptsByLink(row: LinkRow): boolean {
    let accepted = true;
    for (const id of traceIdsOf(row)) {
      if (this.#allowed.has(id)) continue;
      if (this.#allowed.size === 0 || this.settings.allowMultipleTraceIds) {
        this.#allowed.add(id);
        this.next.add(id);
      } else {
        accepted = false;
      }
    }
    return accepted;
  }
}

/** Values by which further rows can be found, each handed out once. */
class UnseenLinks {
  readonly #seen = {
    reqTcpSeqs: new Set<number>(),
    respTcpSeqs: new Set<number>(),
    syscallIds: new Set<string>(),
    xRequestIds: new Set<string>(),
    dnsRequestIds: new Set<number>(),
  };
  #rows: LinkRow[] = [];

  constructor(private readonly settings: TracingSettings) {}

  add(rows: readonly LinkRow[]): void {
    this.#rows.push(...rows);
  }

  replace(rows: readonly LinkRow[]): void {
    this.#rows = [...rows];
  }

  /** Null when there is nothing new to ask for. */
  take(): Links | null {
    const { sources } = this.settings;
    const rows = this.#rows;
    const bySeq = sources.has('tcp_seq') ? rows : [];
    const byCall = sources.has('syscall') ? rows : [];
    const byRequest = sources.has('x_request_id') ? rows : [];
    const byDns = sources.has('dns') ? rows.filter((row) => row.l7_protocol === protocol.dns) : [];
    const links: Links = {
      reqTcpSeqs: unseen(
        this.#seen.reqTcpSeqs,
        bySeq.map((row) => row.req_tcp_seq),
      ),
      respTcpSeqs: unseen(
        this.#seen.respTcpSeqs,
        bySeq.map((row) => row.resp_tcp_seq),
      ),
      syscallIds: unseen(
        this.#seen.syscallIds,
        byCall.flatMap((row) => [row.syscall_trace_id_request, row.syscall_trace_id_response]),
      ),
      xRequestIds: unseen(
        this.#seen.xRequestIds,
        byRequest.flatMap((row) => [row.x_request_id_0, row.x_request_id_1]),
      ),
      dnsRequestIds: unseen(
        this.#seen.dnsRequestIds,
        byDns.flatMap((row) => row.request_id ?? []),
      ),
    };
    return Object.values(links).some((values) => values.length > 0) ? links : null;
  }
}

/** The columns that the search compares: it has not asked for more of the rows yet, whatever the source hands out. */
function linkItem(row: LinkRow, requestId: number | null): LinkItem {
  const { x_request_id_0, x_request_id_1, protocol: ipProtocol, l7_protocol } = row;
  const values = { x_request_id_0, x_request_id_1, protocol: ipProtocol, request_id: requestId, l7_protocol };
  return { row, traceIds: new Set(traceIdsOf(row)), values };
}

function unseen<T extends string | number>(seen: Set<T>, values: readonly T[]): T[] {
  return values.filter((value) => {
    if (value === 0 || value === '' || value === '0' || seen.has(value)) return false;
    seen.add(value);
    return true;
  });
}
