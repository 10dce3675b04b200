import type { Span, SpanFault, Trace, TraceNotice } from './dto';
import { groupBy } from './group-by';
import type { SpanNode } from './span-node';
import { foreignRoots, withFaults } from './trace-faults';

/**
 * Makes one trace of spans from wherever they came: settles parents, order, self times and services, and names what
 * does not fit. No span is lost: one whose parent is missing, is itself or lies below it becomes a root.
 */
export function buildTrace(callId: string, nodes: readonly SpanNode[], notices: readonly TraceNotice[]): Trace {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const { parents, opened } = settledParents(byId);
  const children = groupBy(byId.values(), (node) => parents.get(node.id) ?? null);
  for (const siblings of children.values()) siblings.sort(byStart);
  const orphans = orphansOf(byId.values(), parents);
  const placed = depthFirst(children).map((node) => {
    const { parentSpanId: _said, ...span } = node;
    return {
      ...span,
      parentId: parents.get(node.id) ?? orphans.get(node.id) ?? null,
      selfUs: selfTime(node, children.get(node.id) ?? []),
    };
  });
  const foreign = foreignRoots(placed, callId);
  const faults = new Map<string, SpanFault[]>();
  for (const [ids, fault] of [
    [foreign, 'foreign_root'],
    [orphans.keys(), 'missing_parent'],
    [opened, 'ring'],
  ] as const)
    for (const id of ids) faults.set(id, [...(faults.get(id) ?? []), fault]);
  const spans = withFaults(placed, faults);
  return {
    callId,
    startUs: spans.reduce((least, span) => Math.min(least, span.startUs), spans[0]?.startUs ?? 0),
    endUs: spans.reduce((most, span) => Math.max(most, span.endUs), spans[0]?.endUs ?? 0),
    spans,
    services: servicesOf(spans),
    notices: [
      ...notices,
      ...(orphans.size > 0 ? [{ kind: 'missing_parents', count: orphans.size } as const] : []),
      ...(foreign.size > 0 ? [{ kind: 'foreign_roots', count: foreign.size } as const] : []),
      ...(opened.size > 0 ? [{ kind: 'rings', count: opened.size } as const] : []),
    ],
  };
}

/** Roots that name a parent which is not in the trace, with the id by which they know it; null: one of the trace has it. */
function orphansOf(nodes: Iterable<SpanNode>, parents: ReadonlyMap<string, string>): Map<string, string | null> {
  const all = [...nodes];
  const ids = new Set(all.map(({ id }) => id));
  const spanIds = new Set(all.map(({ spanId }) => spanId));
  const isOrphan = ({ id, kind, parentId, parentSpanId }: SpanNode) =>
    !parents.has(id) &&
    ((parentId !== null && !ids.has(parentId)) ||
      (kind === 'A' && parentId === null && !!parentSpanId && !spanIds.has(parentSpanId)));
  const knownAs = ({ parentSpanId }: SpanNode) =>
    parentSpanId && !ids.has(parentSpanId) && !spanIds.has(parentSpanId) ? parentSpanId : null;
  return new Map(all.filter(isOrphan).map((node) => [node.id, knownAs(node)]));
}

function byStart(a: SpanNode, b: SpanNode): number {
  return a.startUs - b.startUs || b.endUs - a.endUs;
}

type Settled = { parents: Map<string, string>; opened: Set<string> };

/** Every node's parent, with the parents that are no way up to a root cut off; `opened`: where a ring was. */
function settledParents(byId: ReadonlyMap<string, SpanNode>): Settled {
  const parents = new Map<string, string>();
  const opened = new Set<string>();
  for (const { id, parentId } of byId.values())
    if (parentId === id) opened.add(id);
    else if (parentId !== null && byId.has(parentId)) parents.set(id, parentId);
  const settled = new Set<string>();
  for (const node of [...byId.values()].sort(byStart)) {
    const path = new Set<string>();
    for (let id: string | undefined = node.id; id !== undefined && !settled.has(id); id = parents.get(id)) {
      if (path.has(id)) {
        // A ring: the span that starts first in it is the one everything else hangs below.
        const first = firstOfRing(id, parents, byId);
        parents.delete(first);
        opened.add(first);
        break;
      }
      path.add(id);
    }
    for (const id of path) settled.add(id);
  }
  return { parents, opened };
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
    if (known) known.selfUs = (known.selfUs ?? 0) + selfUs;
    else services.set(serviceId, { id: serviceId, name: service ?? '', selfUs });
  }
  return [...services.values()].sort((a, b) => (b.selfUs ?? 0) - (a.selfUs ?? 0) || (a.name < b.name ? -1 : 1));
}
