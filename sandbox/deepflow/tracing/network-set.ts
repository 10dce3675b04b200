import {
  isSameLeg,
  type LinkItem,
  logType,
  protocol,
  type Relations,
  relation,
} from '@/sandbox/deepflow/tracing/relations';
import type { TracingSettings } from '@/sandbox/deepflow/tracing/settings';
import {
  copyTag,
  isOnlyAddress,
  noTags,
  type SideTags,
  serviceKeys,
  sideOf,
} from '@/sandbox/deepflow/tracing/side-tags';
import type { OnMount, Span } from '@/sandbox/deepflow/tracing/span';

/** Order of the points along one leg, where nothing else decides. */
const pointRanks: Readonly<Record<string, number>> = {
  'c-p': 1,
  c: 2,
  'c-nd': 3,
  'c-hv': 4,
  'c-gw-hv': 5,
  'c-gw': 6,
  's-gw': 7,
  's-gw-hv': 8,
  's-hv': 9,
  's-nd': 10,
  s: 11,
  's-p': 12,
  rest: 13,
  local: 13,
};

const serverPoints: ReadonlySet<string> = new Set(['s-gw', 's-gw-hv', 's-hv', 's-nd', 's', 's-p']);
const clientEnds: ReadonlySet<string> = new Set(['c-p', 'c', 'c-nd']);
const serverEnds: ReadonlySet<string> = new Set(['s-p', 's', 's-nd']);

/** The views of one request on one connection: at most a client process, NICs on the way, a server process. */
export class NetworkSet {
  spans: Span[] = [];
  /** The span id that the request carried, if any view of it read one. */
  spanId: string | null = null;
  readonly #sides: [SideTags, SideTags] = [noTags(), noTags()];

  add(span: Span): void {
    this.spanId ??= span.row.span_id || null;
    span.networkSet = this;
    if (span.isPacket) this.#name(span);
    this.spans.push(span);
  }

  get root(): Span | undefined {
    return this.spans[0];
  }

  get leaf(): Span | undefined {
    return this.spans.at(-1);
  }

  /** A NIC shows the service of its own side, or the client's where the server's is unknown. */
  #name(span: Span): void {
    const side = span.point.startsWith('s') ? 1 : 0;
    const own = sideOf(span.row, side);
    for (const key of serviceKeys) {
      const used = own[key] ? side : 0;
      const agreed = this.#sides[used];
      if (!agreed[key] || this.#sides.some(isOnlyAddress)) copyTag(sideOf(span.row, used), agreed, key);
      copyTag(agreed, span.tags, key);
    }
  }

  /** Puts the views in order and makes each the parent of the next. */
  chain(settings: TracingSettings, onMount: OnMount): void {
    this.#sort();
    const apart = settings.hostClockOffsetUs + settings.networkDelayUs;
    this.spans.forEach((child, index) => {
      const parent = this.spans[index - 1];
      if (parent === undefined) return;
      if (child.agent !== parent.agent && !overlap(child, parent, apart)) return;
      if (child.isProcess && parent.isProcess) {
        // Two processes of the same side on one leg are a fault of the kernel's probes, not parent and child.
        if (child.point !== 's-p' || parent.point !== 'c-p') return;
      }
      // In a reversed stream the client process comes last and may hang below its server already: the leg goes first.
      child.unmount();
      child.mount(parent, 'trace mounted due to tcp_seq', onMount);
    });
    if (this.root !== undefined) this.root.isNetworkRoot = true;
  }

  #sort(): void {
    const ranked = this.spans.toSorted(
      (a, b) => rankOf(a) - rankOf(b) || (a.point < b.point ? -1 : a.point > b.point ? 1 : 0),
    );
    const clientAgent = ranked.find((span) => clientEnds.has(span.point))?.agent ?? null;
    const serverAgent = ranked.findLast((span) => serverEnds.has(span.point))?.agent ?? null;
    const [first] = ranked;
    const isAnswerFrame =
      first !== undefined &&
      (first.row.l7_protocol === protocol.grpc || first.row.l7_protocol === protocol.http2) &&
      first.row.req_tcp_seq === 0 &&
      first.row.type === logType.session;
    // The client's host first and the server's last; a frame that is an answer alone runs the other way.
    const hostRank = ({ agent }: Span) => {
      if (agent === clientAgent) return isAnswerFrame ? 2 : 0;
      return agent === serverAgent && !isAnswerFrame ? 2 : 1;
    };
    const inOrder = (spans: Span[]) =>
      spans.sort(
        (a, b) =>
          hostRank(a) - hostRank(b) ||
          b.duration - a.duration ||
          a.row.start_time - b.row.start_time ||
          b.row.end_time - a.row.end_time,
      );
    const sorted = [
      ...inOrder(ranked.filter((span) => span.point === 'c-p')),
      ...inOrder(ranked.filter((span) => span.point !== 'c-p' && span.point !== 's-p')),
      ...inOrder(ranked.filter((span) => span.point === 's-p')),
    ];
    const aroundOneHost = clientAgent === serverAgent && !isAnswerFrame;
    this.spans = aroundOneHost ? serverSideLast(sorted, hostRank) : sorted;
  }
}

/** From one host over others back to the same: what the others saw belongs before its server side. */
function serverSideLast(spans: Span[], hostRank: (span: Span) => number): Span[] {
  const server = spans.findIndex((span) => serverPoints.has(span.point));
  if (server === -1) return spans;
  const elsewhere = spans.findIndex((span, index) => index >= server && hostRank(span) !== 0);
  if (elsewhere === -1) return spans;
  return [...spans.slice(0, server), ...spans.slice(elsewhere), ...spans.slice(server, elsewhere)];
}

function rankOf(span: Span): number {
  return pointRanks[span.point] ?? pointRanks.rest ?? 0;
}

export function overlap(one: Span, other: Span, apartUs: number): boolean {
  return one.row.end_time + apartUs >= other.row.start_time && other.row.end_time + apartUs >= one.row.start_time;
}

/** Groups NIC and process spans into legs, and puts each leg in order. */
export function networkSets(
  spans: readonly Span[],
  items: readonly LinkItem[],
  relations: Relations,
  settings: TracingSettings,
  onMount: OnMount,
): NetworkSet[] {
  const sets: NetworkSet[] = [];
  const byIndex = new Map(spans.map((span) => [span.index, span]));
  // Whole sessions first, so that halves join them and not the other way round.
  for (const span of spans.toSorted((a, b) => b.row.type - a.row.type)) {
    const item = items[span.index];
    if (span.networkSet !== null || item === undefined) continue;
    const set = new NetworkSet();
    sets.push(set);
    set.add(span);
    for (const [index, bits] of relations.get(span.index) ?? []) {
      const [other, otherItem] = [byIndex.get(index), items[index]];
      if (other === undefined || otherItem === undefined || other.networkSet !== null) continue;
      if (bits & relation.network) {
        if (!isSameLeg(item, otherItem, settings)) continue;
      } else if (!(bits & relation.requestId)) {
        continue;
      }
      set.add(other);
    }
  }
  for (const set of sets) set.chain(settings, onMount);
  return sets;
}
