import type { Ends } from '@/sandbox/deepflow/tracing/ends';
import { intersect, protocol } from '@/sandbox/deepflow/tracing/relations';
import type { TracingSettings } from '@/sandbox/deepflow/tracing/settings';
import { instanceType } from '@/sandbox/deepflow/tracing/side-tags';
import { inOneSet, type Span } from '@/sandbox/deepflow/tracing/span';

/** The parent found for a child that has none, and why. */
export type WeakMatches = Map<Span, { parent: Span; info: string }>;

/** Connections that nothing but a trace id supports: message queues always, others where the settings allow them. */
export function weakMatches(ends: Ends, settings: TracingSettings): WeakMatches {
  const found: WeakMatches = new Map();
  for (const [child, match] of queueMatches(ends)) found.set(child, match);
  if (settings.strategies.has('net_span_c_to_s_via_trace_id')) {
    for (const [child, match] of legMatches(ends)) if (!found.has(child)) found.set(child, match);
  }
  if (settings.strategies.has('sys_span_s_to_c_via_trace_id')) {
    for (const [child, match] of hostMatches(ends)) if (!found.has(child)) found.set(child, match);
  }
  return found;
}

function sharesTrace(one: Span, other: Span): boolean {
  return intersect(one.traceIds, new Set(other.traceIds));
}

function isOrderly(parent: Span, child: Span): boolean {
  const comparable = !parent.isApp && !child.isApp && parent.agent === child.agent;
  return !comparable || parent.startsBefore(child);
}

/** What went into a WebSphere MQ queue and what came out of it; the latest that went in is the nearest. */
function queueMatches({ networkLeafs, networkRoots }: Ends): WeakMatches {
  const isQueue = ({ row }: Span) => row.l7_protocol === protocol.webSphereMq && row.is_async !== 0;
  const found: WeakMatches = new Map();
  for (const parent of networkLeafs.filter(isQueue)) {
    if (parent.children.length > 0 || !parent.point.startsWith('c')) continue;
    for (const child of networkRoots.filter(isQueue)) {
      if (child === parent || child.parent !== null || !child.point.startsWith('s') || inOneSet(parent, child))
        continue;
      if (!sharesTrace(parent, child) || !isOrderly(parent, child)) continue;
      const best = found.get(child);
      if (best !== undefined && best.parent.row.start_time >= parent.row.start_time) continue;
      found.set(child, { parent, info: 'net_span mounted due to webspheremq async trace_id' });
    }
  }
  return found;
}

/** A leg that ends at the client and one that begins at a server: the closest in duration, both ways. */
function legMatches({ networkLeafs, networkRoots }: Ends): WeakMatches {
  const found: WeakMatches = new Map();
  const closestChild = new Map<Span, Span>();
  for (const parent of networkLeafs) {
    if (parent.children.length > 0 || !parent.point.startsWith('c')) continue;
    for (const child of networkRoots) {
      if (child === parent || child.parent !== null || !child.point.startsWith('s') || inOneSet(parent, child))
        continue;
      const [a, b] = [parent.row, child.row];
      if (a.l7_protocol !== b.l7_protocol || !isOrderly(parent, child)) continue;
      if (a.req_tcp_seq !== 0 && a.req_tcp_seq === b.req_tcp_seq) continue;
      if (a.resp_tcp_seq !== 0 && a.resp_tcp_seq === b.resp_tcp_seq) continue;
      if (!sharesTrace(parent, child) || parent.duration < child.duration) continue;
      const best = found.get(child);
      if (best === undefined || best.parent.duration > parent.duration) {
        found.set(child, { parent, info: 'net_span c->s weakly mounted due to trace_id' });
      }
      const closest = closestChild.get(parent);
      if (closest === undefined || closest.duration < child.duration) closestChild.set(parent, child);
    }
  }
  return new Map([...found].filter(([child, { parent }]) => closestChild.get(parent) === child));
}

/** A process that was called and another on the same host that called on while it served. */
function hostMatches({ processLeafs, processRoots }: Ends): WeakMatches {
  const found: WeakMatches = new Map();
  for (const parent of processLeafs) {
    if (!parent.point.startsWith('s')) continue;
    if (parent.instanceType !== instanceType.chost && parent.instanceType !== instanceType.podNode) continue;
    for (const child of processRoots) {
      if (child === parent || child.parent !== null || !child.point.startsWith('c') || inOneSet(parent, child))
        continue;
      if (parent.instance !== child.instance || parent.instanceType !== child.instanceType) continue;
      if (parent.agent === child.agent && !parent.covers(child)) continue;
      if (!sharesTrace(parent, child)) continue;
      const best = found.get(child);
      if (best === undefined || best.parent.duration > parent.duration) {
        found.set(child, { parent, info: 'sys_span s->c weakly mounted due to trace_id' });
      }
    }
  }
  return found;
}
