import type { SpanKind } from '@/lib/deepflow/dto';
import { positionOf } from '@/lib/deepflow/points';
import { kindCodes, type OpenedTrace } from './columns';
import { hopPath } from './hops';
import { addKnown, knownTimes } from './known-times';
import { childrenOf, pointsOf } from './legs';
import { isErrorAt } from './visible-rows';

export type TopologyNode = {
  id: string;
  /** `place`: something that was called and of which only a card or nothing of its own was seen. `other`: many in one. */
  kind: 'client' | 'gateway' | 'service' | 'place' | 'other';
  name: string;
  serviceId: string | null;
  spans: number;
  errors: number;
  /** As far as it is known; null: of none of its spans. */
  selfUs: number | null;
  /** By what it is known, in the order A, S, N. */
  evidence: SpanKind[];
  /** The first span of it, -1: nothing of it was observed. */
  first: number;
  /** How many were put together here. */
  members: number;
};

export type TopologyEdge = {
  id: string;
  from: string;
  to: string;
  calls: number;
  errors: number;
  /** Sum of the calls' durations, as the called side saw them where it did; null: one of them is not known. */
  totalUs: number | null;
  first: number;
};

export type Topology = { nodes: TopologyNode[]; edges: TopologyEdge[] };

const client = 'client';
const other = 'other';
/** More nodes than these are no picture any more: those that worked least become one. */
const mostNodes = 200;

/** Who called whom in a trace: services, what they called without being seen, and the client in front of it all. */
export function topologyOf(opened: OpenedTrace): Topology {
  const builder = new Builder(opened);
  const { columns } = opened;
  for (let index = 0; index < columns.count; index++) builder.add(index);
  return shrink(builder.finish());
}

class Builder {
  readonly #opened: OpenedTrace;
  readonly #nodes = new Map<string, TopologyNode>();
  readonly #edges = new Map<string, TopologyEdge>();
  /** For each span the node that it, or the nearest process above it, belongs to. */
  readonly #owner: (string | null)[] = [];
  readonly #at: ReturnType<typeof pointsOf>;

  constructor(opened: OpenedTrace) {
    this.#opened = opened;
    this.#at = pointsOf(opened);
  }

  add(index: number): void {
    const { columns } = this.#opened;
    const parent = columns.parent[index] ?? -1;
    const above = parent < 0 ? null : (this.#owner[parent] ?? null);
    if (columns.kind[index] === 2) {
      this.#owner[index] = this.#ownerOfCard(index, above);
      return;
    }
    const own = this.#nodeOf(index);
    this.#owner[index] = own.id;
    own.spans += 1;
    own.selfUs = addKnown(own.selfUs, knownTimes(this.#opened, index).selfUs);
    if (isErrorAt(columns, index)) own.errors += 1;
    this.#see(own.id, kindCodes[columns.kind[index] ?? 0] ?? 'A');
    if (own.first < 0) own.first = index;
    if (above === null) this.#connect(this.#client().id, own.id, index);
    else if (above !== own.id || this.#callsItself(index)) this.#connect(above, own.id, index);
    if (this.#isUnanswered(index)) this.#connect(own.id, this.#placeBelow(index), index);
  }

  /**
   * A card belongs to the process above it. Where no process was seen, the pod that it names stands for one: the caller
   * at the beginning of a way, the called one at its end.
   */
  #ownerOfCard(index: number, above: string | null): string | null {
    const owner = above === null ? undefined : this.#nodes.get(above);
    if (owner !== undefined && owner.kind !== 'place') {
      this.#see(owner.id, 'N');
      return owner.id;
    }
    const position = this.#at.position(index);
    const isCaller = position === positionOf('c') && above === null;
    const isCalled = position === positionOf('s') && !this.#isTaken(index);
    const { columns, tables } = this.#opened;
    const place = tables.places[columns.place[index] ?? -1] ?? '';
    if ((!isCaller && !isCalled) || place === '') return above;
    const node = this.#put(`place ${place}`, 'place', place, null);
    if (node.first < 0) node.first = index;
    this.#see(node.id, 'N');
    if (isCalled) this.#connect(above ?? this.#client().id, node.id, index);
    return node.id;
  }

  /** Whether a process was seen to take the request that a card saw. */
  #isTaken(index: number): boolean {
    const { columns } = this.#opened;
    return childrenOf(columns, index).some((child) => columns.kind[child] !== 2 && this.#at.isServer(child));
  }

  finish(): Topology {
    const path = this.#opened.callId === null ? null : hopPath(this.#opened);
    const gateway = path === null ? null : this.#nodes.get(this.#owner[path.pivot] ?? '');
    if (gateway?.kind === 'service') gateway.kind = 'gateway';
    const called = [...this.#edges.values()].filter(({ to }) => to !== '');
    return { nodes: [...this.#nodes.values()], edges: called };
  }

  #nodeOf(index: number): TopologyNode {
    const { columns, tables } = this.#opened;
    const service = tables.services[columns.service[index] ?? -1];
    if (service !== undefined) return this.#put(`service ${service.id}`, 'service', service.name, service.id);
    const place = tables.places[columns.place[index] ?? -1] ?? '';
    return this.#put(`place ${place}`, 'place', place, null);
  }

  #client(): TopologyNode {
    return this.#put(client, 'client', '', null);
  }

  #put(id: string, kind: TopologyNode['kind'], name: string, serviceId: string | null): TopologyNode {
    const known = this.#nodes.get(id);
    if (known) return known;
    const node = { id, kind, name, serviceId, spans: 0, errors: 0, selfUs: null, evidence: [], first: -1, members: 1 };
    this.#nodes.set(id, node);
    return node;
  }

  #see(id: string, kind: SpanKind): void {
    const node = this.#nodes.get(id);
    if (node === undefined || node.evidence.includes(kind)) return;
    node.evidence = kindCodes.filter((one) => one === kind || node.evidence.includes(one));
  }

  #connect(from: string, to: string, index: number): void {
    if (to === '') return;
    const { columns } = this.#opened;
    const id = `${from} > ${to}`;
    const edge = this.#edges.get(id) ?? { id, from, to, calls: 0, errors: 0, totalUs: 0, first: index };
    edge.calls += 1;
    edge.totalUs = sumOf(edge.totalUs, knownTimes(this.#opened, index).durationUs);
    if (isErrorAt(columns, index)) edge.errors += 1;
    this.#edges.set(id, edge);
  }

  /** A process that takes its own service's request: its parent is at the client's end. */
  #callsItself(index: number): boolean {
    const { columns } = this.#opened;
    let parent = columns.parent[index] ?? -1;
    while (parent >= 0 && columns.kind[parent] === 2) parent = columns.parent[parent] ?? -1;
    return parent >= 0 && this.#at.isServer(index) && isClientEnd(this.#at.position(parent));
  }

  /** A request that went out, and of which no process was seen to take it. */
  #isUnanswered(index: number): boolean {
    if (!isClientEnd(this.#at.position(index))) return false;
    const { columns } = this.#opened;
    for (let below = index + 1; below <= (columns.last[index] ?? index); below++)
      if (columns.kind[below] !== 2) return false;
    return true;
  }

  /** What the last card on a request's way names; empty: nobody was seen there. */
  #placeBelow(index: number): string {
    const { columns, tables } = this.#opened;
    let last = index;
    for (let next = childrenOf(columns, last)[0]; next !== undefined; next = childrenOf(columns, last)[0]) last = next;
    if (last === index || this.#at.position(last) <= positionOf('rest')) return '';
    const place = tables.places[columns.place[last] ?? -1] ?? '';
    if (place === '') return '';
    const node = this.#put(`place ${place}`, 'place', place, null);
    if (node.first < 0) node.first = last;
    this.#see(node.id, 'N');
    return node.id;
  }
}

function isClientEnd(position: number): boolean {
  return position === positionOf('c-p') || position === positionOf('c-app');
}

/** Puts the nodes that worked least together, so that the rest can be drawn. */
function shrink({ nodes, edges }: Topology): Topology {
  if (nodes.length <= mostNodes) return { nodes, edges };
  const kept = new Set(
    [...nodes]
      .sort((a, b) => rank(b) - rank(a) || (b.selfUs ?? 0) - (a.selfUs ?? 0))
      .slice(0, mostNodes - 1)
      .map(({ id }) => id),
  );
  const rest = nodes.filter(({ id }) => !kept.has(id));
  const merged: TopologyNode = {
    id: other,
    kind: 'other',
    name: '',
    serviceId: null,
    spans: rest.reduce((sum, { spans }) => sum + spans, 0),
    errors: rest.reduce((sum, { errors }) => sum + errors, 0),
    selfUs: rest.reduce<number | null>((sum, { selfUs }) => addKnown(sum, selfUs), null),
    evidence: kindCodes.filter((kind) => rest.some(({ evidence }) => evidence.includes(kind))),
    first: rest.find(({ first }) => first >= 0)?.first ?? -1,
    members: rest.length,
  };
  const joined = new Map<string, TopologyEdge>();
  for (const edge of edges) {
    const [from, to] = [edge.from, edge.to].map((id) => (kept.has(id) ? id : other)) as [string, string];
    if (from === other && to === other) continue;
    const id = `${from} > ${to}`;
    const known = joined.get(id);
    if (known === undefined) joined.set(id, { ...edge, id, from, to });
    else {
      known.calls += edge.calls;
      known.errors += edge.errors;
      known.totalUs = sumOf(known.totalUs, edge.totalUs);
    }
  }
  return { nodes: [...nodes.filter(({ id }) => kept.has(id)), merged], edges: [...joined.values()] };
}

/** Nobody knows a sum of which a part is not known. */
function sumOf(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}

function rank({ kind }: TopologyNode): number {
  return kind === 'client' || kind === 'gateway' ? 1 : 0;
}
