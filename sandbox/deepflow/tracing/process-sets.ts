import { type Match, ProcessSet } from '@/sandbox/deepflow/tracing/process-set';
import { instanceType } from '@/sandbox/deepflow/tracing/side-tags';
import type { OnMount, Span } from '@/sandbox/deepflow/tracing/span';

/** The sets of each instance, in the order in which they were made. */
type SetsByInstance = Map<number | string, ProcessSet[]>;

/**
 * Groups application and process spans by process and request: application spans form trees by span ids, process
 * spans join them or each other, and what nothing joins stands alone.
 */
export function processSets(spans: readonly Span[], onMount: OnMount): ProcessSet[] {
  const sets = appSets(
    spans.filter((span) => span.isApp),
    onMount,
  );
  const servers = spans.filter((span) => span.isProcess && span.point === 's-p');
  const clients = spans.filter((span) => span.isProcess && span.point !== 's-p');
  joinApps(sets, clients, servers);
  const instances = addServers(sets, servers, onMount);
  joinServers(sets, clients, instances, onMount);
  addClients(sets, clients, instances, onMount);
  return [...sets.values()].flat();
}

function appSets(spans: readonly Span[], onMount: OnMount): SetsByInstance {
  const groups = new Map<number | string, Map<string, Span[]>>();
  for (const span of spans) {
    const byService = groups.get(span.instance) ?? new Map<string, Span[]>();
    groups.set(span.instance, byService);
    // Outside pods one instance, a node or a whole subnet, may hold several applications.
    const ownGroup = span.instanceType !== instanceType.pod && span.row.app_service !== '';
    const [first] = byService.keys();
    const service = ownGroup ? span.row.app_service : (first ?? '');
    push(byService, service, span);
  }
  return new Map(
    [...groups].map(([instance, byService]) => [
      instance,
      [...byService.values()].flatMap((group) => splitByRequest(group, String(instance), onMount)),
    ]),
  );
}

/** The trees of one process, a set for each request that it served: those whose roots have the same parent. */
function splitByRequest(group: readonly Span[], instance: string, onMount: OnMount): ProcessSet[] {
  const whole = new ProcessSet(instance, onMount);
  for (const span of group) whole.addApp(span);
  const bySpanId = new Map(
    group.flatMap((span) => (span.row.span_id === '' ? [] : [[span.row.span_id, span] as const])),
  );
  for (const span of group) {
    const parent = bySpanId.get(span.row.parent_span_id);
    if (parent !== undefined) span.mount(parent, 'app_span mounted due to parent_span_id', onMount);
  }
  const split = new Map<string, ProcessSet>();
  for (const span of group) {
    const root = rootOf(span);
    // Several roots without a parent cannot be told apart.
    const key = root.row.parent_span_id || 'root';
    const set = split.get(key) ?? new ProcessSet(key, onMount, whole);
    split.set(key, set);
    set.adopt(span);
    if (!set.appRoots.includes(root)) set.appRoots.push(root);
  }
  const sets = [...split.values()];
  for (const set of sets) set.appLeafs = set.leafs();
  return sets;
}

/** Of a ring its last span, so that it is one request and none of it a leaf. */
function rootOf(span: Span): Span {
  const seen = new Set<Span>();
  let root = span;
  while (root.parent !== null && !seen.has(root)) {
    seen.add(root);
    root = root.parent;
  }
  let last = root;
  for (let at = root.parent; at !== null && at !== root; at = at.parent) {
    if (at.index > last.index) last = at;
  }
  return last;
}

/**
 * Client processes first: their system calls are what a server without a span id is recognised by. A process that joined
 * one set may join further ones, as when its requests reached the application in several trees.
 */
function joinApps(sets: SetsByInstance, clients: readonly Span[], servers: readonly Span[]): void {
  const setsOf = (span: Span) => sets.get(span.instance) ?? [];
  for (const client of clients) for (const set of setsOf(client)) set.attachClientToApp(client);
  for (const server of servers) for (const set of setsOf(server)) set.attachServerToApp(server);
}

/** One process may show up under several instances, such as a loopback address: the first one it was seen with. */
class Instances {
  readonly #byProcess = new Map<string, number | string>();

  meet(span: Span): void {
    const process = processKey(span);
    if (!this.#byProcess.has(process)) this.#byProcess.set(process, span.instance);
  }

  knows(span: Span): boolean {
    return this.#byProcess.has(processKey(span));
  }

  /** Sets of the span's process, not of its instance. */
  ofProcess(sets: SetsByInstance, span: Span): ProcessSet[] | undefined {
    const instance = this.#byProcess.get(processKey(span));
    return instance === undefined ? undefined : sets.get(instance);
  }

  of(sets: SetsByInstance, span: Span): ProcessSet[] {
    return this.ofProcess(sets, span) ?? sets.get(span.instance) ?? [];
  }
}

function processKey(span: Span): string {
  return `${span.agent}/${span.processId}`;
}

/** A process that was passed several times has a set for each: no set has two servers. */
function addServers(sets: SetsByInstance, servers: readonly Span[], onMount: OnMount): Instances {
  const instances = new Instances();
  for (const server of servers) {
    if (server.processSet !== null) continue;
    instances.meet(server);
    const existing = sets.get(server.instance);
    const number = (instances.ofProcess(sets, server)?.length ?? 0) + 1;
    const set = new ProcessSet(existing === undefined ? `${server.instance}` : `${server.instance}-${number}`, onMount);
    set.addProcess(server);
    if (existing === undefined) sets.set(server.instance, [set]);
    else existing.push(set);
  }
  return instances;
}

/** Hangs each client process below the server it was called for, and servers of Unix sockets below their clients. */
function joinServers(sets: SetsByInstance, clients: readonly Span[], instances: Instances, onMount: OnMount): void {
  const siblings = siblingsOf(clients);
  clients.forEach((client, position) => {
    if (client.processSet !== null) return;
    const ofProcess = instances.of(sets, client);
    const exact = matches(ofProcess, (set) => set.serverOf(client));
    const unix = earliest(matches(ofProcess, (set) => set.unixServerOf(client)));
    const parent = latest(exact) ?? latest(matches(ofProcess, (set) => set.precedingServerOf(client)));
    if (parent !== null) {
      parent.span.processSet?.addProcess(client);
      client.mount(parent.span, parent.info, onMount);
      for (const sibling of siblings(position)) parent.span.processSet?.attachSibling(parent.span, sibling);
    }
    if (unix !== null) {
      if (client.processSet === null) unix.span.processSet?.addProcess(client);
      unix.span.mount(client, unix.info, onMount);
    }
  });
}

function matches(sets: readonly ProcessSet[], match: (set: ProcessSet) => Match | null): Match[] {
  return sets.flatMap((set) => match(set) ?? []);
}

/** Of several servers that cover a call the one that began last is the nearest. */
function latest(found: readonly Match[]): Match | null {
  return found.reduce<Match | null>(
    (best, match) => (best === null || match.span.row.start_time > best.span.row.start_time ? match : best),
    null,
  );
}

function earliest(found: readonly Match[]): Match | null {
  return found.reduce<Match | null>(
    (best, match) => (best === null || match.span.row.start_time < best.span.row.start_time ? match : best),
    null,
  );
}

/**
 * Calls of one thread one after the other: the answer's id of one is the request's id of the next; or of one trace.
 * A link replaces the one before, so that of several only the last holds, as in deepflow-app.
 */
function siblingsOf(clients: readonly Span[]): (position: number) => Span[] {
  const byRequest = new Map<string, number[]>();
  const lastOfTrace = new Map<string, number>();
  clients.forEach((client, position) => {
    const request = client.row.syscall_trace_id_request;
    if (request !== '0') push(byRequest, request, position);
    for (const id of client.traceIds) lastOfTrace.set(id, position);
  });
  const links = new Links();
  clients.forEach((client, position) => {
    const { syscall_trace_id_request: request, syscall_trace_id_response: response } = client.row;
    if (response !== '0') {
      for (const next of byRequest.get(response) ?? []) links.put(position, next);
    } else {
      // A one-way call has no answer's id: its sibling is the one that began with it.
      for (const next of byRequest.get(request) ?? []) {
        if (next !== position && clients[next]?.row.syscall_trace_id_response !== '0') links.put(position, next);
      }
    }
    for (const id of client.traceIds) links.put(position, lastOfTrace.get(id) ?? position);
  });
  const children = new Map<number, Span[]>();
  clients.forEach((client, position) => {
    const root = links.root(position);
    if (root !== position) push(children, root, client);
  });
  return (position) => children.get(links.root(position)) ?? [];
}

function push<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

/** Chains of links, shortened as they are followed. */
class Links {
  readonly #next = new Map<number, number>();

  put(from: number, to: number): void {
    this.#next.set(from, to);
    this.root(from);
  }

  root(from: number): number {
    const path: number[] = [];
    let at = from;
    for (;;) {
      const next = this.#next.get(at);
      if (next === undefined || next === at) break;
      path.push(at);
      // A ring ends where it began, or before the first of all.
      if (next === from) {
        at = from === 0 ? at : from;
        break;
      }
      if (path.includes(next)) break;
      at = next;
    }
    for (const passed of path) if (passed !== at || from === at) this.#next.set(passed, at);
    return at;
  }
}

/** What no server explains stands alone. */
function addClients(sets: SetsByInstance, clients: readonly Span[], instances: Instances, onMount: OnMount): void {
  for (const client of clients) {
    if (client.processSet !== null) continue;
    const isFirst = !instances.knows(client) && !sets.has(client.instance);
    const number = instances.of(sets, client).length + 1;
    if (isFirst) instances.meet(client);
    const set = new ProcessSet(isFirst ? `${client.instance}` : `${client.instance}-${number}`, onMount);
    set.addProcess(client);
    push(sets, client.instance, set);
  }
}
