import type { FrameKind, Profile } from './profile';

/** A tree as DeepFlow answers it: lists of equal length, a node's place being its number. */
export type WireTree = {
  functions: readonly string[];
  /** A letter each. */
  types: readonly string[];
  functionOf: ArrayLike<number>;
  /** -1: none. Parents stand before or after their children. */
  parentOf: ArrayLike<number>;
  selfOf: ArrayLike<number>;
};

const kindOfLetter: Readonly<Record<string, FrameKind>> = {
  A: 'app',
  L: 'library',
  K: 'kernel',
  C: 'gpu',
  O: 'object',
  T: 'thread',
  P: 'process',
  H: 'host',
};
const restName = '…';

/**
 * The tree depth first, the largest sibling first, its functions named once. Beyond `most` frames the smallest ones of
 * each parent become one frame of the kind `rest`, so that no value is lost.
 * Null for nodes whose parents lead back to them: no tree.
 */
export function toProfile(tree: WireTree, most: number): Pick<Profile, 'functions' | 'frames' | 'small'> | null {
  const { functionOf, selfOf } = tree;
  const count = functionOf.length;
  const { first, children } = childrenOf(tree);
  const order = parentsFirst(first, children);
  if (order.length < count) return null;
  const total = totalsOf(tree, order);
  const least = leastTotal(total, most);

  const functions: Profile['functions'] = [];
  const known = new Map<string, number>();
  const intern = (name: string, kind: FrameKind) => {
    const key = `${kind} ${name}`;
    const at = known.get(key) ?? functions.push({ name, kind }) - 1;
    known.set(key, at);
    return at;
  };
  const internNode = (node: number) => {
    const id = functionOf[node] ?? -1;
    return intern(tree.functions[id] ?? '', kindOfLetter[tree.types[id] ?? ''] ?? 'unknown');
  };
  const nameOf = (node: number) => tree.functions[functionOf[node] ?? -1] ?? '';
  const frames: Profile['frames'] = { function: [], parent: [], self: [] };
  const add = (fn: number, parent: number, self: number) => {
    frames.parent.push(parent);
    frames.self.push(self);
    return frames.function.push(fn) - 1;
  };

  let small = 0;
  // What is to be written, the last first: nodes, and sums of small ones as ~place in `sums`.
  const waiting: number[] = [];
  const parents: number[] = [];
  const sums: number[] = [];
  const put = (of: Int32Array, parent: number) => {
    const kept: number[] = [];
    let rest = 0;
    for (const node of of) {
      if ((total[node] ?? 0) >= least) kept.push(node);
      else rest += total[node] ?? 0;
    }
    kept.sort((a, b) => (total[b] ?? 0) - (total[a] ?? 0) || compareText(nameOf(a), nameOf(b)) || a - b);
    if (kept.length < of.length) {
      waiting.push(~(sums.push(rest) - 1));
      parents.push(parent);
    }
    for (let at = kept.length - 1; at >= 0; at--) {
      waiting.push(kept[at] ?? 0);
      parents.push(parent);
    }
  };
  put(children.subarray(0, first[0]), -1);
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const parent = parents.pop() ?? -1;
    if (node < 0) add(intern(restName, 'rest'), parent, sums[~node] ?? 0);
    else put(children.subarray(first[node], first[node + 1]), add(internNode(node), parent, selfOf[node] ?? 0));
  }
  for (let node = 0; node < count; node++) if ((total[node] ?? 0) < least) small += 1;
  return { functions, frames, small };
}

/** Children of node `i` are at `first[i]` up to, not with, `first[i + 1]`; the roots stand before them all. */
function childrenOf({ parentOf }: WireTree): { first: Int32Array; children: Int32Array } {
  const count = parentOf.length;
  const first = new Int32Array(count + 1);
  const slot = (node: number) => (parentOf[node] ?? -1) + 1;
  const filled = new Int32Array(count + 2);
  for (let node = 0; node < count; node++) filled[slot(node) + 1] = (filled[slot(node) + 1] ?? 0) + 1;
  for (let at = 0; at <= count; at++) filled[at + 1] = (filled[at + 1] ?? 0) + (filled[at] ?? 0);
  for (let node = 0; node <= count; node++) first[node] = filled[node + 1] ?? 0;
  const children = new Int32Array(count);
  for (let node = 0; node < count; node++) {
    const place = filled[slot(node)] ?? 0;
    children[place] = node;
    filled[slot(node)] = place + 1;
  }
  return { first, children };
}

/** All nodes that hang below a root, each after its parent. */
function parentsFirst(first: Int32Array, children: Int32Array): Int32Array {
  const order = new Int32Array(children.length);
  let end = 0;
  const add = (from: number, to: number) => {
    for (let at = from; at < to; at++) order[end++] = children[at] ?? 0;
  };
  add(0, first[0] ?? 0);
  for (let at = 0; at < end; at++) {
    const node = order[at] ?? 0;
    add(first[node] ?? 0, first[node + 1] ?? 0);
  }
  return order.subarray(0, end);
}

function totalsOf({ parentOf, selfOf }: WireTree, order: Int32Array): Float64Array {
  const total = Float64Array.from(selfOf);
  for (let at = order.length - 1; at >= 0; at--) {
    const node = order[at] ?? 0;
    const parent = parentOf[node] ?? -1;
    if (parent >= 0) total[parent] = (total[parent] ?? 0) + (total[node] ?? 0);
  }
  return total;
}

/** The least total of a frame that is kept; parents are never less than their children. */
function leastTotal(total: Float64Array, most: number): number {
  if (total.length <= most) return Number.NEGATIVE_INFINITY;
  const sorted = total.slice().sort();
  const edge = sorted[sorted.length - most] ?? 0;
  // Of equals at the edge there may be more than there is room for.
  const isOne = sorted[sorted.length - most - 1] !== edge;
  if (isOne) return edge;
  for (let at = sorted.length - most; at < sorted.length; at++) if ((sorted[at] ?? 0) > edge) return sorted[at] ?? 0;
  return Number.POSITIVE_INFINITY;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
