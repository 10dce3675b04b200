import type { Ends } from '@/sandbox/deepflow/tracing/ends';
import type { NetworkSet } from '@/sandbox/deepflow/tracing/network-set';
import type { ProcessSet } from '@/sandbox/deepflow/tracing/process-set';
import { protocol, type Relations, relation } from '@/sandbox/deepflow/tracing/relations';
import type { TracingSettings } from '@/sandbox/deepflow/tracing/settings';
import { inOneSet, type OnMount, type Span } from '@/sandbox/deepflow/tracing/span';
import { type WeakMatches, weakMatches } from '@/sandbox/deepflow/tracing/weak-links';

/**
 * Connects the sets to trees, surest first: a process's leaf to the leg it called on, a leg's end to the process it
 * reached, processes to each other, legs to each other; then what only settings allow.
 */
export function connect(
  processes: readonly ProcessSet[],
  networks: readonly NetworkSet[],
  spans: readonly Span[],
  relations: Relations,
  settings: TracingSettings,
  onMount: OnMount,
): void {
  const ends: Ends = {
    processRoots: processes.flatMap((set) => set.spans.filter((span) => span.isProcessRoot)),
    processLeafs: processes.flatMap((set) => set.spans.filter((span) => span.isProcessLeaf)),
    networkRoots: networks.flatMap((set) => set.root ?? []),
    networkLeafs: networks.flatMap((set) => set.leaf ?? []),
  };
  const joiner = new Joiner(spans, relations, onMount);
  joiner.processesToLegs(ends.processLeafs);
  joiner.legsToProcesses(ends.networkLeafs, ends.processLeafs.at(-1));
  joiner.processesToProcesses(ends.processLeafs);
  joiner.rootsToInnerApps(ends.processRoots);
  mountAll(joiner.legsToLegs(ends.networkLeafs, ends.networkRoots), onMount);
  mountAll(weakMatches(ends, settings), onMount);
}

function mountAll(found: WeakMatches, onMount: OnMount): void {
  for (const [child, { parent, info }] of found) child.mount(parent, info, onMount);
}

class Joiner {
  constructor(
    private readonly spans: readonly Span[],
    private readonly relations: Relations,
    private readonly onMount: OnMount,
  ) {}

  /** Spans related for one of the reasons, that have no parent yet and are of another set. */
  #orphansOf(span: Span, bits: number): Span[] {
    return this.#relatedTo(span, bits).filter((other) => other.parent === null && !inOneSet(span, other));
  }

  #relatedTo(span: Span, bits: number): Span[] {
    const related = this.relations.get(span.index) ?? new Map<number, number>();
    return [...related].flatMap(([index, reasons]) => (reasons & bits ? (this.spans[index] ?? []) : []));
  }

  processesToLegs(leafs: readonly Span[]): void {
    for (const parent of leafs) {
      // One client process makes one request on the network.
      if (parent.point.startsWith('c') && parent.children.length > 0) continue;
      for (const child of this.#orphansOf(parent, relation.app)) {
        if (!child.isNetworkRoot) continue;
        // An application measures itself and may end before a call that it made; other views must fit inside.
        if (!parent.isApp) {
          if (child.agent === parent.agent && !parent.covers(child)) continue;
          if (child.duration > 0 && parent.duration < child.duration) continue;
        }
        if (parent.row.span_id !== '' && parent.row.span_id === child.row.span_id) {
          child.mount(parent, 'net_span mounted due to same span_id', this.onMount);
        }
      }
    }
  }

  /** @param last the last leaf of all processes: deepflow-app takes it for the child and hangs nothing below it. */
  legsToProcesses(leafs: readonly Span[], last: Span | undefined): void {
    for (const parent of leafs) {
      if (parent === last) continue;
      // One NIC on the server's side leads to one server process.
      if (parent.point.startsWith('s') && parent.children.length > 0) continue;
      for (const child of this.#orphansOf(parent, relation.app)) {
        if (!child.isProcessRoot) continue;
        if (!child.isApp) {
          if (child.agent === parent.agent && !parent.covers(child)) continue;
          if (parent.duration > 0 && parent.duration < child.duration) continue;
        }
        const { span_id } = parent.row;
        if (span_id === '') continue;
        if (child.row.span_id === span_id && !child.isApp) {
          child.mount(parent, `${child.point} mounted due to same span_id`, this.onMount);
        } else if (child.row.parent_span_id === span_id) {
          child.mount(parent, `${child.point} mounted due to parent_span_id`, this.onMount);
        }
      }
    }
  }

  processesToProcesses(leafs: readonly Span[]): void {
    for (const parent of leafs) {
      for (const child of this.#orphansOf(parent, relation.app)) {
        if (!child.isProcessRoot) continue;
        if (!parent.isApp && !child.isApp) {
          if (parent.agent === child.agent && !parent.covers(child)) continue;
          if (parent.duration > 0 && parent.duration < child.duration) continue;
        }
        if (parent.row.span_id === child.row.span_id && !child.isApp) {
          child.mount(parent, `${child.point} mounted due to same span_id`, this.onMount);
        } else if (parent.row.span_id !== '' && child.row.parent_span_id === parent.row.span_id) {
          child.mount(parent, `${child.point} mounted due to parent_span_id`, this.onMount);
        }
      }
    }
  }

  /** An application span may have children in other processes without being a leaf of its own. */
  rootsToInnerApps(roots: readonly Span[]): void {
    for (const child of roots) {
      const wanted = child.row.parent_span_id;
      if (child.parent !== null || wanted === '') continue;
      for (const parent of this.#relatedTo(child, relation.app)) {
        if (!parent.isApp || inOneSet(child, parent) || !parent.covers(child)) continue;
        if (wanted !== parent.row.span_id) continue;
        child.unmount();
        child.mount(parent, `${child.point} mounted due to same span_id`, this.onMount);
      }
    }
  }

  /** Legs that a gateway connects: by X-Request-ID, or by a span id that it passed on. The shortest parent wins. */
  legsToLegs(leafs: readonly Span[], roots: readonly Span[]): WeakMatches {
    const found: WeakMatches = new Map();
    for (const parent of leafs) {
      for (const child of this.#orphansOf(parent, relation.app | relation.xRequestId)) {
        if (!child.isNetworkRoot) continue;
        if (!parent.isApp && !child.isApp && parent.agent === child.agent && !parent.startsBefore(child)) continue;
        const info = legReason(parent, child);
        // X-Request-ID has no direction, so only the longer one can be the parent.
        if (info === null || parent.duration < child.duration) continue;
        const best = found.get(child);
        if (best === undefined || best.parent.duration > parent.duration) found.set(child, { parent, info });
      }
      this.#framesOfStream(parent, roots);
    }
    return found;
  }

  /** Frames of one gRPC stream share its number. */
  #framesOfStream(parent: Span, roots: readonly Span[]): void {
    const { l7_protocol, request_id } = parent.row;
    if (!request_id || (l7_protocol !== protocol.http2 && l7_protocol !== protocol.grpc)) return;
    for (const child of roots) {
      if (child.row.request_id !== request_id || child.row.l7_protocol !== l7_protocol) continue;
      if (child === parent || child.parent !== null || inOneSet(parent, child)) continue;
      if (child.duration > parent.duration) continue;
      child.mount(parent, 'net_span mounted due to grpc request_id', this.onMount);
    }
  }
}

function legReason(parent: Span, child: Span): string | null {
  const [a, b] = [parent.row, child.row];
  if (a.span_id !== '' && a.span_id === b.span_id) return ' same span_id';
  const pairs = [
    a.x_request_id_1 !== '' && a.x_request_id_1 === b.x_request_id_0 ? ' x_request_id 1->0' : '',
    a.x_request_id_0 !== '' && a.x_request_id_0 === b.x_request_id_0 ? ' x_request_id 0->0' : '',
    a.x_request_id_1 !== '' && a.x_request_id_1 === b.x_request_id_1 ? ' x_request_id 1->1' : '',
  ].join('');
  return pairs === '' ? null : `net_span mounted due to${pairs}`;
}
