import type { OpenedTrace } from '@/lib/telemetry/trace/columns';
import { childrenOf } from '@/lib/telemetry/trace/legs';
import { keysOf, type SpanKeys } from './span-key';

/** One row of two traces laid over each other: the span of either, -1 where it has none. */
export type AlignedRow = {
  a: number;
  b: number;
  /** Place of the row above it, -1 at the top. */
  parent: number;
  depth: number;
  /** Place of the last row below it; its own without any. */
  last: number;
};

/** A pair of spans that were found to be the same; -1, -1 are the traces themselves. */
type Pair = readonly [a: number, b: number];

type Side = { trace: OpenedTrace; keys: SpanKeys; partner: Int32Array };

/**
 * Lays two traces over each other. Spans of processes are the same when they stand below the same span and have the
 * same kind, point, service and operation (ids folded), the first with the first of several. A level that one trace
 * lacks is stepped over. Points of the network, which depend on where agents run, are matched afterwards, below the
 * nearest process that both traces have. Every span of both is in exactly one row, and the order of the two does not
 * matter.
 * @returns rows depth first
 */
export function alignTraces(a: OpenedTrace, b: OpenedTrace): AlignedRow[] {
  const sides = [a, b].map((trace) => ({
    trace,
    keys: keysOf(trace),
    partner: new Int32Array(trace.columns.count).fill(-1),
  })) as unknown as readonly [Side, Side];
  const waiting: Pair[] = [[-1, -1]];
  for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) waiting.push(...matchBelow(sides, pair));
  matchNetwork(sides);
  return toRows(sides);
}

/** Matches what stands below a pair, and returns the pairs that were found. */
function matchBelow([a, b]: readonly [Side, Side], [top, other]: Pair): Pair[] {
  const left = processesBelow(a, top);
  const right = processesBelow(b, other);
  const found = matchByKey(a, b, left, right, (keys, index) => keys.full(index));
  let restA = left.filter((index) => a.partner[index] === -1);
  let restB = right.filter((index) => b.partner[index] === -1);
  found.push(...matchLoneServers(a, b, restA, restB));
  restA = restA.filter((index) => a.partner[index] === -1);
  restB = restB.filter((index) => b.partner[index] === -1);
  if (restA.length > 0 || restB.length > 0) found.push(...matchDeeper(a, b, restA, restB));
  return found;
}

/** The nearest spans of processes below a span, stepping over points of the network. */
function processesBelow({ trace, keys }: Side, top: number): number[] {
  const found: number[] = [];
  const waiting = top < 0 ? rootsOf(trace) : childrenOf(trace.columns, top);
  waiting.reverse();
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    if (keys.isNetwork(index)) waiting.push(...childrenOf(trace.columns, index).reverse());
    else found.push(index);
  }
  return found;
}

function rootsOf({ columns }: OpenedTrace): number[] {
  const roots: number[] = [];
  for (let index = 0; index < columns.count; index = (columns.last[index] ?? index) + 1) roots.push(index);
  return roots;
}

/** The first with the first of equal ones, the second with the second. */
function matchByKey(
  a: Side,
  b: Side,
  left: readonly number[],
  right: readonly number[],
  keyOf: (keys: SpanKeys, index: number) => string,
): Pair[] {
  const byKey = new Map<string, number[]>();
  for (const index of right) {
    const key = keyOf(b.keys, index);
    const known = byKey.get(key);
    if (known) known.push(index);
    else byKey.set(key, [index]);
  }
  const used = new Map<string, number>();
  const found: Pair[] = [];
  for (const index of left) {
    const key = keyOf(a.keys, index);
    const at = used.get(key) ?? 0;
    const partner = byKey.get(key)?.[at];
    if (partner === undefined) continue;
    used.set(key, at + 1);
    join(a, b, index, partner);
    found.push([index, partner]);
  }
  return found;
}

function join(a: Side, b: Side, index: number, partner: number): void {
  a.partner[index] = partner;
  b.partner[partner] = index;
}

/** A service that took the one request is the same, whatever the request was: two paths of one route. */
function matchLoneServers(a: Side, b: Side, left: readonly number[], right: readonly number[]): Pair[] {
  const lone = ({ keys }: Side, indexes: readonly number[]) => {
    const servers = indexes.filter(keys.isServer);
    const counts = new Map<string, number>();
    for (const index of servers) counts.set(keys.place(index), (counts.get(keys.place(index)) ?? 0) + 1);
    return servers.filter((index) => counts.get(keys.place(index)) === 1);
  };
  return matchByKey(a, b, lone(a, left), lone(b, right), (keys, index) => keys.place(index));
}

type Candidate = { index: number; depth: number };

/**
 * What one trace has directly below a span the other may have a level deeper. All that is left on either side is
 * compared with all below what is left on the other; those with the fewest steps in between come first.
 */
function matchDeeper(a: Side, b: Side, left: readonly number[], right: readonly number[]): Pair[] {
  const [inA, inB] = [allBelow(a, left), allBelow(b, right)];
  const byKey = new Map<string, [Candidate[], Candidate[]]>();
  for (const [side, candidates, place] of [[a, inA, 0] as const, [b, inB, 1] as const])
    for (const candidate of candidates) {
      const key = side.keys.full(candidate.index);
      const known = byKey.get(key) ?? [[], []];
      known[place].push(candidate);
      byKey.set(key, known);
    }
  const pairs = [...byKey].flatMap(([key, [ofA, ofB]]) =>
    ofA.slice(0, ofB.length).map((one, at) => {
      const two = ofB[at] as Candidate;
      return { key, one, two, steps: one.depth + two.depth, at };
    }),
  );
  pairs.sort((x, y) => x.steps - y.steps || (x.key < y.key ? -1 : x.key > y.key ? 1 : x.at - y.at));
  const taken: Pair[] = [];
  const [blockedA, blockedB] = [new Set<number>(), new Set<number>()];
  for (const { one, two } of pairs) {
    if (blockedA.has(one.index) || blockedB.has(two.index)) continue;
    join(a, b, one.index, two.index);
    taken.push([one.index, two.index]);
    blockAround(a, one.index, blockedA);
    blockAround(b, two.index, blockedB);
  }
  return taken;
}

/** What is above or below a span that has its partner cannot have one here: it would stand across. */
function blockAround({ trace: { columns } }: Side, index: number, blocked: Set<number>): void {
  for (let below = index; below <= (columns.last[index] ?? index); below++) blocked.add(below);
  for (let above = columns.parent[index] ?? -1; above >= 0 && !blocked.has(above); above = columns.parent[above] ?? -1)
    blocked.add(above);
}

function allBelow(side: Side, tops: readonly number[]): Candidate[] {
  const { columns } = side.trace;
  return tops.flatMap((top) => {
    const found: Candidate[] = [];
    for (let index = top; index <= (columns.last[top] ?? top); index++)
      if (!side.keys.isNetwork(index))
        found.push({ index, depth: (columns.depth[index] ?? 0) - (columns.depth[top] ?? 0) });
    return found;
  });
}

/** Points of the network below the same process, by point and in order. */
function matchNetwork([a, b]: readonly [Side, Side]): void {
  const groups = new Map<string, [number[], number[]]>();
  for (const [side, place] of [[a, 0] as const, [b, 1] as const]) {
    const anchors = anchorsOf(side);
    for (let index = 0; index < side.trace.columns.count; index++) {
      if (!side.keys.isNetwork(index)) continue;
      const anchor = anchors[index] ?? -1;
      // Named by the first trace's span: both sides speak of the same pair.
      const id = anchor < 0 ? -1 : place === 0 ? anchor : (side.partner[anchor] ?? -1);
      const key = `${id}|${side.keys.place(index)}`;
      const known = groups.get(key) ?? [[], []];
      known[place].push(index);
      groups.set(key, known);
    }
  }
  for (const [ofA, ofB] of groups.values())
    for (const [at, index] of ofA.slice(0, ofB.length).entries()) join(a, b, index, ofB[at] ?? -1);
}

/** For each span the nearest process above it that both traces have. */
function anchorsOf({ trace: { columns }, keys, partner }: Side): Int32Array {
  const anchors = new Int32Array(columns.count).fill(-1);
  for (let index = 0; index < columns.count; index++) {
    const parent = columns.parent[index] ?? -1;
    if (parent < 0) continue;
    const isAnchor = !keys.isNetwork(parent) && (partner[parent] ?? -1) >= 0;
    anchors[index] = isAnchor ? parent : (anchors[parent] ?? -1);
  }
  return anchors;
}

type Node = { a: number; b: number; start: number; children: Node[] };

function toRows([a, b]: readonly [Side, Side]): AlignedRow[] {
  const nodesA: Node[] = [];
  const nodesB: Node[] = [];
  const top: Node[] = [];
  for (let index = 0; index < a.trace.columns.count; index++) {
    const partner = a.partner[index] ?? -1;
    const node: Node = { a: index, b: partner, start: a.trace.columns.start[index] ?? 0, children: [] };
    nodesA[index] = node;
    if (partner >= 0) nodesB[partner] = node;
    (nodesA[a.trace.columns.parent[index] ?? -1]?.children ?? top).push(node);
  }
  for (let index = 0; index < b.trace.columns.count; index++) {
    if ((b.partner[index] ?? -1) >= 0) continue;
    const node: Node = { a: -1, b: index, start: b.trace.columns.start[index] ?? 0, children: [] };
    nodesB[index] = node;
    (nodesB[b.trace.columns.parent[index] ?? -1]?.children ?? top).push(node);
  }
  const rows: AlignedRow[] = [];
  const waiting = sorted(top).map((node) => ({ node, parent: -1, depth: 0 }));
  waiting.reverse();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, parent, depth } = next;
    const at = rows.push({ a: node.a, b: node.b, parent, depth, last: rows.length }) - 1;
    for (const child of sorted(node.children).reverse()) waiting.push({ node: child, parent: at, depth: depth + 1 });
  }
  for (let at = rows.length - 1; at >= 0; at--) {
    const row = rows[at];
    const above = rows[row?.parent ?? -1];
    if (row && above) above.last = Math.max(above.last, row.last);
  }
  return rows;
}

function sorted(nodes: readonly Node[]): Node[] {
  return [...nodes].sort((x, y) => x.start - y.start);
}
