import { intersect } from '@/sandbox/deepflow/tracing/relations';
import {
  copyTag,
  isOnlyAddress,
  noTags,
  processKeys,
  type SideTags,
  serviceKeys,
  sideOf,
} from '@/sandbox/deepflow/tracing/side-tags';
import type { OnMount, Span } from '@/sandbox/deepflow/tracing/span';

/** A span that a client process could hang below, and why. */
export type Match = { span: Span; info: string };

/** Port that the agent writes for a Unix socket. */
const unixSocketPort = 1;

/**
 * What one process did for one request: at most one server process span, the application spans between, and the
 * client process spans it led to.
 */
export class ProcessSet {
  readonly spans: Span[] = [];
  readonly tags: SideTags;
  appService: string | null;
  appRoots: Span[] = [];
  appLeafs: Span[] = [];
  /** System call ids of the client process spans, by which others of the same thread are recognised. */
  readonly #sent = new Set<string>();
  readonly #answered = new Set<string>();
  readonly #clientsByXRequestId = new Map<string, Span[]>();
  readonly #traceIds = new Set<string>();

  constructor(
    readonly key: string,
    private readonly onMount: OnMount,
    from?: ProcessSet,
  ) {
    this.appService = from?.appService ?? null;
    // A set that was split off still has to learn the type of its instance.
    this.tags = from === undefined ? noTags() : { ...from.tags, auto_instance_type: null };
  }

  addApp(span: Span): void {
    this.#own(span);
    this.appService ??= span.row.app_service;
    this.#nameService(span);
  }

  addProcess(span: Span): void {
    this.#own(span);
    const own = sideOf(span.row, span.point === 's-p' ? 1 : 0);
    for (const key of processKeys) {
      if (!this.tags[key]) copyTag(own, this.tags, key);
      copyTag(this.tags, span.tags, key);
    }
    this.#nameService(span);
    if (span.point === 'c-p') {
      const { row } = span;
      if (row.syscall_trace_id_request !== '0') this.#sent.add(row.syscall_trace_id_request);
      if (row.syscall_trace_id_response !== '0') this.#answered.add(row.syscall_trace_id_response);
      for (const id of new Set([row.x_request_id_0, row.x_request_id_1])) {
        if (id !== '') this.#clientsByXRequestId.set(id, [...(this.#clientsByXRequestId.get(id) ?? []), span]);
      }
    }
    for (const id of span.traceIds) this.#traceIds.add(id);
  }

  #own(span: Span): void {
    span.processSet = this;
    this.spans.push(span);
  }

  #disown(span: Span): void {
    span.processSet = null;
    this.spans.splice(this.spans.indexOf(span), 1);
  }

  /**
   * Takes over a span of the whole process. It still counts as of the whole: deepflow-app connects no two application
   * spans of one instance, be they of different requests or, on a host that it does not know, of different services.
   */
  adopt(span: Span): void {
    this.spans.push(span);
  }

  /** One process has one service: the first span's, until one knows more than an address. */
  #nameService(span: Span): void {
    const { side, point } = span;
    const own = sideOf(span.row, side);
    for (const key of serviceKeys) {
      // The direction of an internal span is unknown: where its server side has nothing its client side may.
      const value = point === 'app' && !own[key] ? sideOf(span.row, 0) : own;
      if (!this.tags[key] || isOnlyAddress(this.tags)) copyTag(value, this.tags, key);
      copyTag(this.tags, span.tags, key);
    }
  }

  leafs(): Span[] {
    const parents = new Set(this.spans.map((span) => span.parent));
    return this.spans.filter((span) => !parents.has(span));
  }

  markRootsAndLeafs(): void {
    for (const span of this.spans) if (span.parent === null) span.isProcessRoot = true;
    for (const span of this.leafs()) span.isProcessLeaf = true;
  }

  /** Hangs a client process span below the application span whose id it sent on. */
  attachClientToApp(client: Span): boolean {
    if (client.row.span_id === '') return false;
    const leaf = this.appLeafs.find(({ row }) => row.span_id === client.row.span_id);
    if (leaf === undefined) return false;
    this.addProcess(client);
    client.mount(leaf, 'c-p sys_span mounted due to same span_id as child', this.onMount);
    return true;
  }

  /** Puts a server process span above the application's root spans: by span id, system calls or X-Request-ID. */
  attachServerToApp(server: Span): boolean {
    const { row } = server;
    if (row.span_id !== '') {
      const root = this.appRoots.find((candidate) => candidate.row.parent_span_id === row.span_id);
      if (root !== undefined) {
        this.#attachBySpanId(server, root);
        return true;
      }
    }
    const free = this.appRoots.find((root) => root.parent === null);
    if (free === undefined) return false;
    const info =
      this.#sent.has(row.syscall_trace_id_request) || this.#answered.has(row.syscall_trace_id_response)
        ? 's-p sys_span mounted due to syscall_trace_id matched c-p'
        : this.#coversByXRequestId(server)
          ? 's-p sys_span mounted due to x_request_id matched c-p'
          : null;
    if (info === null) return false;
    this.addProcess(server);
    free.mount(server, info, this.onMount);
    return true;
  }

  /** Several requests may carry one span id: the server whose times fit best is the root's parent. */
  #attachBySpanId(server: Span, root: Span): void {
    const info = 's-p sys_span mounted due to same span_id as parent';
    const current = root.parent;
    if (current !== null) {
      if (distance(server, root) >= distance(current, root)) return;
      this.#disown(current);
      root.unmount();
    }
    this.addProcess(server);
    root.mount(server, info, this.onMount);
  }

  #coversByXRequestId(server: Span): boolean {
    return [server.row.x_request_id_0, server.row.x_request_id_1].some((id) =>
      (this.#clientsByXRequestId.get(id) ?? []).some((client) => server.covers(client)),
    );
  }

  /** The server process span that a call of the same process was made for, while it served. */
  serverOf(client: Span): Match | null {
    const server = this.spans.find((span) => span.point === 's-p');
    if (server === undefined || !server.isSameProcess(client) || !server.mayCover(client)) return null;
    const [a, b] = [server.row, client.row];
    const followsSibling =
      this.#answered.has(b.syscall_trace_id_request) || this.#sent.has(b.syscall_trace_id_response);
    const sameCall = [a.syscall_trace_id_request, a.syscall_trace_id_response].some(
      (id) => id === b.syscall_trace_id_request || id === b.syscall_trace_id_response,
    );
    const reason = followsSibling
      ? 'syscall_trace_id matched to c-p child'
      : sameCall
        ? 'syscall_trace_id matched to s-p root'
        : sharesXRequestId(server, client)
          ? 'x_request_id matched to s-p root'
          : intersect(client.traceIds, this.#traceIds)
            ? 'same process/trace_id and time cover by s-p root'
            : null;
    return reason === null ? null : { span: server, info: `c-p sys-span mounted due to ${reason}` };
  }

  /** The server process span that began a call which went on after it: a guess by trace id. */
  precedingServerOf(client: Span): Match | null {
    const server = this.spans.find((span) => span.point === 's-p');
    if (server === undefined || !server.isSameProcess(client) || !server.precedes(client)) return null;
    if (!intersect(client.traceIds, this.#traceIds)) return null;
    const reason = 'preceding c-p as async span after s-p root by same process/trace_id';
    return { span: server, info: `c-p sys-span mounted due to ${reason}` };
  }

  /** The server process span at the other end of a Unix socket, which has no sequence numbers. */
  unixServerOf(client: Span): Match | null {
    if (client.row.server_port !== unixSocketPort) return null;
    for (const server of this.spans) {
      if (server.point !== 's-p' || server.row.server_port !== unixSocketPort || server.parent !== null) continue;
      if (!server.isSameProcess(client) || !client.covers(server)) return null;
      const reason = sharesXRequestId(server, client)
        ? 'x_request_id matched to c-p root'
        : intersect(client.traceIds, this.#traceIds)
          ? 'same process/trace_id and time cover by c-p root'
          : null;
      if (reason !== null) return { span: server, info: `s-p sys-span mounted due to ${reason}` };
    }
    return null;
  }

  /** A call whose sibling on the same thread was found is the same server's. */
  attachSibling(server: Span, client: Span): void {
    if (client.parent !== null || !server.isSameProcess(client) || !server.mayCover(client)) return;
    this.addProcess(client);
    client.mount(server, 'c-p sys-span mounted due to brother c-p', this.onMount);
  }
}

/** How far the server's times miss the root's: nothing when they cover it. */
function distance(server: Span, root: Span): number {
  if (server.covers(root)) return 0;
  return Math.min(
    Math.abs(server.row.start_time - root.row.start_time),
    Math.abs(server.row.end_time - root.row.end_time),
  );
}

/** Passed on, or made here and sent both ways. */
function sharesXRequestId(server: Span, client: Span): boolean {
  const [a, b] = [server.row, client.row];
  return (
    (a.x_request_id_0 !== '' && a.x_request_id_0 === b.x_request_id_0) ||
    (a.x_request_id_1 !== '' && (a.x_request_id_1 === b.x_request_id_1 || a.x_request_id_1 === b.x_request_id_0))
  );
}
