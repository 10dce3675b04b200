/** A stack with what was spent in its last function. */
export type Stack = { text: string; value: number };

/** Rows of numbers under names, null without any rows, as Go writes a struct that nobody filled. */
type Table = { columns: string[] | null; values: number[][] | null };

export type ProfileTree = {
  functions: string[] | null;
  function_types: string[] | null;
  function_values: Table;
  node_values: Table;
};

type Node = { functionId: number; parent: number; self: number; total: number };

const typesByPrefix: readonly (readonly [prefix: string, type: string])[] = [
  ['[p] ', 'P'],
  ['[t] ', 'T'],
  ['[k] ', 'K'],
  ['[c] ', 'C'],
  ['[l] ', 'L'],
];

/**
 * Merges stacks into one tree below a root of the process's name, in the order and with the numbers of
 * GenerateProfile (server/querier/profile/service/profile.go): a stack's new nodes are numbered from its last function
 * up, and a node's place in the list is its number.
 */
export function profileTree(root: string, eventType: string, stacks: readonly Stack[]): ProfileTree {
  const functions = [root];
  const functionIds = new Map([[root, 0]]);
  const nodes: Node[] = [{ functionId: 0, parent: -1, self: 0, total: 0 }];
  const nodeIds = new Map<string, number>();

  const functionId = (name: string) => {
    const known = functionIds.get(name);
    if (known !== undefined) return known;
    functions.push(name);
    functionIds.set(name, functions.length - 1);
    return functions.length - 1;
  };
  const addTotal = (from: number, value: number) => {
    for (let at = nodes[from]; at !== undefined; at = nodes[at.parent]) at.total += value;
  };

  for (const { text, value } of stacks) {
    let child: Node | null = null;
    let self = value;
    for (let end = text.length; end > 0; ) {
      const semicolon = text.lastIndexOf(';', end - 1);
      const path = text.slice(0, end);
      const known = nodeIds.get(path);
      if (known !== undefined) {
        const node = nodes[known];
        if (node !== undefined) node.self += self;
        if (child !== null) child.parent = known;
        addTotal(known, value);
        break;
      }
      const node: Node = { functionId: functionId(text.slice(semicolon + 1, end)), parent: 0, self, total: value };
      nodeIds.set(path, nodes.length);
      if (child !== null) child.parent = nodes.length;
      nodes.push(node);
      if (semicolon <= 0) addTotal(0, value);
      child = node;
      self = 0;
      end = semicolon;
    }
  }
  return nodes.length === 1 ? emptyTree : describe(functions, nodes, eventType);
}

const emptyTree: ProfileTree = {
  functions: null,
  function_types: null,
  function_values: { columns: null, values: null },
  node_values: { columns: null, values: null },
};

function describe(functions: string[], nodes: readonly Node[], eventType: string): ProfileTree {
  const values = functions.map((): [self: number, total: number] => [0, 0]);
  for (const { functionId, self, total } of nodes) {
    const sums = values[functionId];
    if (sums === undefined) continue;
    sums[0] += self;
    sums[1] += total;
  }
  return {
    functions,
    function_types: functions.map((name, index) => functionType(name, index, values[index] ?? [0, 0], eventType)),
    function_values: { columns: ['self_value', 'total_value'], values },
    node_values: {
      columns: ['function_id', 'parent_node_id', 'self_value', 'total_value'],
      values: nodes.map(({ functionId, parent, self, total }) => [functionId, parent, self, total]),
    },
  };
}

function functionType(name: string, index: number, [self, total]: [number, number], eventType: string): string {
  if (self === total && eventType.startsWith('mem-')) return 'O';
  if (index === 0) return name === 'Total' ? 'H' : 'P';
  const byPrefix = typesByPrefix.find(([prefix]) => name.startsWith(prefix));
  if (byPrefix !== undefined) return byPrefix[1];
  return name.startsWith('[') ? '?' : 'A';
}

/** Every node of a tree below its parent, as Grafana's flame graph wants it. */
export function levels(tree: ProfileTree): [level: number, name: string, self: number, total: number][] | null {
  const nodes = tree.node_values.values;
  if (nodes === null) return null;
  const children = new Map<number, number[]>();
  for (const [index, [, parent = -1]] of nodes.entries()) {
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [index]);
    else siblings.push(index);
  }
  const answer: [number, string, number, number][] = [];
  const waiting = [{ index: 0, level: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [id = 0, , self = 0, total = 0] = nodes[next.index] ?? [];
    answer.push([next.level, tree.functions?.[id] ?? '', self, total]);
    const { level } = next;
    waiting.push(...(children.get(next.index) ?? []).toReversed().map((index) => ({ index, level: level + 1 })));
  }
  return answer;
}

/**
 * Cuts a stack below so many kernel functions. As the real querier does it: it goes on to the function after those it
 * keeps, and where there are fewer it cuts at the last one it found (CutKernelFunction).
 */
export function cutKernel(stack: string, depth: number): string {
  const cut = cutAt(stack, depth, '[k]');
  return cut === stack ? cutAt(stack, depth, '[c]') : cut;
}

function cutAt(stack: string, depth: number, mark: string): string {
  let from = 0;
  let clip = stack.length;
  for (let layer = -1; layer < depth; layer += 1) {
    const found = stack.indexOf(mark, from);
    if (found === -1) break;
    clip = found;
    from = found + mark.length;
  }
  return clip > 0 && clip < stack.length ? stack.slice(0, clip - 1) : stack;
}
