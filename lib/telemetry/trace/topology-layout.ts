/** What is placed: who is there and who calls whom. */
export type CallGraph = { nodes: readonly { id: string }[]; edges: readonly Edge[] };
type Edge = { from: string; to: string };

/** Column and row of each node, by id; both from 0, rows of a column centred around the tallest one. */
export type TopologyPlaces = ReadonlyMap<string, { column: number; row: number }>;

/**
 * Places a graph from left to right: a node stands right of everything that calls it, as far as no ring is in the way.
 * Within a column nodes stand beside those that call them.
 */
export function placeTopology({ nodes, edges }: CallGraph): TopologyPlaces {
  const forward = withoutRings({ nodes, edges });
  const column = new Map<string, number>();
  const open = new Map(nodes.map(({ id }) => [id, forward.filter(({ to }) => to === id).length]));
  const waiting = nodes.filter(({ id }) => open.get(id) === 0).map(({ id }) => id);
  for (const id of waiting) column.set(id, 0);
  const outgoing = groupByFrom(forward);
  for (let id = waiting.shift(); id !== undefined; id = waiting.shift())
    for (const { to } of outgoing.get(id) ?? []) {
      column.set(to, Math.max(column.get(to) ?? 0, (column.get(id) ?? 0) + 1));
      open.set(to, (open.get(to) ?? 0) - 1);
      if (open.get(to) === 0) waiting.push(to);
    }
  return rowsOf({ nodes, edges: forward }, column);
}

function groupByFrom(edges: readonly Edge[]): Map<string, Edge[]> {
  const groups = new Map<string, Edge[]>();
  for (const edge of edges) {
    const known = groups.get(edge.from);
    if (known) known.push(edge);
    else groups.set(edge.from, [edge]);
  }
  return groups;
}

/** Edges without those that lead back to a node one came from: depth first, without recursion. */
function withoutRings({ nodes, edges }: CallGraph): Edge[] {
  const outgoing = groupByFrom(edges.filter(({ from, to }) => from !== to));
  const called = new Set(edges.flatMap(({ from, to }) => (from === to ? [] : [to])));
  const roots = [...nodes.filter(({ id }) => !called.has(id)), ...nodes].map(({ id }) => id);
  const state = new Map<string, 'open' | 'done'>();
  const kept: Edge[] = [];
  for (const root of roots) {
    if (state.has(root)) continue;
    state.set(root, 'open');
    const path = [{ id: root, next: 0 }];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const edge = outgoing.get(top.id)?.[top.next++];
      if (edge === undefined) {
        state.set(top.id, 'done');
        path.pop();
        continue;
      }
      if (state.get(edge.to) === 'open') continue;
      kept.push(edge);
      if (state.has(edge.to)) continue;
      state.set(edge.to, 'open');
      path.push({ id: edge.to, next: 0 });
    }
  }
  return kept;
}

function rowsOf({ nodes, edges }: CallGraph, column: ReadonlyMap<string, number>): TopologyPlaces {
  const columns: string[][] = [];
  for (const { id } of nodes) {
    const at = column.get(id) ?? 0;
    const members = columns[at] ?? [];
    members.push(id);
    columns[at] = members;
  }
  const tallest = Math.max(1, ...columns.map((members) => members?.length ?? 0));
  const places = new Map<string, { column: number; row: number }>();
  columns.forEach((members, at) => {
    const wanted = new Map(members.map((id, order) => [id, middleOf(id, edges, places) ?? order]));
    const ordered = [...members].sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0));
    for (const [row, id] of ordered.entries())
      places.set(id, { column: at, row: row + (tallest - ordered.length) / 2 });
  });
  return places;
}

function middleOf(id: string, edges: readonly Edge[], places: TopologyPlaces): number | null {
  const rows = edges.flatMap(({ from, to }) => (to === id && places.has(from) ? [places.get(from)?.row ?? 0] : []));
  return rows.length === 0 ? null : rows.reduce((sum, row) => sum + row, 0) / rows.length;
}
