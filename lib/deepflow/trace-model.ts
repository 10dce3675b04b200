import type { Span, Trace, TraceNotice } from './dto';
import { groupBy } from './group-by';

/** A span before its place in the tree is settled. `id` is unique; `parentId` may name nothing, itself or a ring. */
export type SpanNode = Omit<Span, 'selfUs'>;

/**
 * Makes one trace of spans from wherever they came: settles parents, order, self times and services.
 * No span is lost: one whose parent is missing, is itself or lies below it becomes a root.
 */
export function buildTrace(callId: string, nodes: readonly SpanNode[], notices: readonly TraceNotice[]): Trace {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = settledParents(byId);
  const children = groupBy(byId.values(), (node) => parents.get(node.id) ?? null);
  for (const siblings of children.values()) siblings.sort(byStart);
  const spans: Span[] = depthFirst(children).map((node) => ({
    ...node,
    parentId: parents.get(node.id) ?? null,
    selfUs: selfTime(node, children.get(node.id) ?? []),
  }));
  return {
    callId,
    startUs: spans.reduce((least, span) => Math.min(least, span.startUs), spans[0]?.startUs ?? 0),
    endUs: spans.reduce((most, span) => Math.max(most, span.endUs), spans[0]?.endUs ?? 0),
    spans,
    services: servicesOf(spans),
    notices: [...notices],
  };
}

function byStart(a: SpanNode, b: SpanNode): number {
  return a.startUs - b.startUs || b.endUs - a.endUs;
}

/** Every node's parent, with the parents that are no way up to a root cut off. */
function settledParents(byId: ReadonlyMap<string, SpanNode>): Map<string, string> {
  const parents = new Map<string, string>();
  for (const { id, parentId } of byId.values())
    if (parentId !== null && parentId !== id && byId.has(parentId)) parents.set(id, parentId);
  const settled = new Set<string>();
  for (const node of [...byId.values()].sort(byStart)) {
    const path = new Set<string>();
    for (let id: string | undefined = node.id; id !== undefined && !settled.has(id); id = parents.get(id)) {
      if (path.has(id)) {
        // A ring: the span that starts first in it is the one everything else hangs below.
        parents.delete(firstOfRing(id, parents, byId));
        break;
      }
      path.add(id);
    }
    for (const id of path) settled.add(id);
  }
  return parents;
}

function firstOfRing(start: string, parents: ReadonlyMap<string, string>, byId: ReadonlyMap<string, SpanNode>): string {
  let first = start;
  for (let id = parents.get(start); id !== undefined && id !== start; id = parents.get(id)) {
    const [best, other] = [byId.get(first), byId.get(id)];
    if (best && other && byStart(other, best) < 0) first = id;
  }
  return first;
}

function depthFirst(children: ReadonlyMap<string | null, SpanNode[]>): SpanNode[] {
  const ordered: SpanNode[] = [];
  const waiting = [...(children.get(null) ?? [])].reverse();
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    ordered.push(node);
    const below = children.get(node.id) ?? [];
    for (let at = below.length - 1; at >= 0; at--) {
      const child = below[at];
      if (child) waiting.push(child);
    }
  }
  return ordered;
}

/** Time in which no child ran; children may overlap each other and stick out. They come sorted by start. */
function selfTime(node: SpanNode, children: readonly SpanNode[]): number {
  let covered = 0;
  let reached = node.startUs;
  for (const { startUs, endUs } of children) {
    const from = Math.max(startUs, reached);
    const to = Math.min(endUs, node.endUs);
    if (to <= from) continue;
    covered += to - from;
    reached = to;
  }
  return node.endUs - node.startUs - covered;
}

function servicesOf(spans: readonly Span[]): Trace['services'] {
  const services = new Map<string, Trace['services'][number]>();
  for (const { serviceId, service, selfUs } of spans) {
    if (serviceId === null) continue;
    const known = services.get(serviceId);
    if (known) known.selfUs += selfUs;
    else services.set(serviceId, { id: serviceId, name: service ?? '', selfUs });
  }
  return [...services.values()].sort((a, b) => b.selfUs - a.selfUs || (a.name < b.name ? -1 : 1));
}
