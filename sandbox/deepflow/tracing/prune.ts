import { intersect } from '@/sandbox/deepflow/tracing/relations';
import type { Span } from '@/sandbox/deepflow/tracing/span';

/** The spans that hang on a root, each after its parent. A ring has no root and is lost with all that hangs on it. */
export function rooted(spans: readonly Span[]): Span[] {
  const stack = spans.filter((span) => span.parent === null).sort((a, b) => a.row.start_time - b.row.start_time);
  const reached: Span[] = [];
  for (let span = stack.pop(); span !== undefined; span = stack.pop()) {
    reached.push(span);
    stack.push(...span.children);
  }
  return reached;
}

/** Of several trees those stay that overlap in time with the tree of the wanted row, or share a trace with it. */
export function prune(spans: readonly Span[], wantedId: string, clockOffsetUs: number): Span[] {
  const trees = treesOf(spans);
  const wanted = trees.findLast((tree) => tree.spans.some(({ ids }) => ids.includes(wantedId)));
  if (trees.length === 1 || wanted === undefined) return [...spans];
  const traceOf = joinedTraces(spans);
  const tracesOf = (tree: Tree) => new Set(tree.spans.flatMap(({ traceIds }) => traceIds.map(traceOf)));
  const wantedTraces = tracesOf(wanted);
  return trees
    .filter(
      (tree) =>
        (tree.end + clockOffsetUs >= wanted.start && wanted.end + clockOffsetUs >= tree.start) ||
        intersect(tracesOf(tree), wantedTraces),
    )
    .flatMap((tree) => tree.spans);
}

type Tree = { spans: Span[]; start: number; end: number };

function treesOf(spans: readonly Span[]): Tree[] {
  const trees = new Map<Span, Tree>();
  for (const span of spans) {
    let root = span;
    while (root.parent !== null) root = root.parent;
    const tree = trees.get(root) ?? { spans: [], start: Infinity, end: -Infinity };
    trees.set(root, tree);
    tree.spans.push(span);
    tree.start = Math.min(tree.start, span.row.start_time);
    tree.end = Math.max(tree.end, span.row.end_time);
  }
  return [...trees.values()];
}

/** Rows with two trace ids make one trace of both. */
function joinedTraces(spans: readonly Span[]): (id: string) => string {
  const next = new Map<string, string>();
  const find = (id: string): string => {
    let at = id;
    for (let to = next.get(at); to !== undefined; to = next.get(at)) at = to;
    return at;
  };
  for (const { traceIds } of spans) {
    const [first, ...others] = traceIds.map(find);
    for (const other of others) {
      const from = find(other);
      const to = find(first ?? other);
      if (from !== to) next.set(from, to);
    }
  }
  return find;
}
