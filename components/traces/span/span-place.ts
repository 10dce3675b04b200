import type { TraceColumns } from '@/lib/telemetry/trace/columns';

/** Where one can go from a span: indexes, -1 where there is nothing. */
export type SpanNeighbours = { parent: number; firstChild: number; previous: number; next: number; children: number };

export function neighboursOf({ parent, last, count }: TraceColumns, index: number): SpanNeighbours {
  const up = parent[index] ?? -1;
  const end = last[index] ?? index;
  const after = end + 1;
  let previous = -1;
  for (let sibling = up < 0 ? 0 : up + 1; sibling < index; sibling = (last[sibling] ?? sibling) + 1) previous = sibling;
  let children = 0;
  for (let child = index + 1; child <= end; child = (last[child] ?? child) + 1) children += 1;
  return {
    parent: up,
    firstChild: children > 0 ? index + 1 : -1,
    previous,
    next: after < count && parent[after] === up ? after : -1,
    children,
  };
}
