import { groupBy } from './group-by';
import type { SpanNode } from './span-node';
import { nodeMaker, parentsOfRows, type TraceRow } from './trace-from-rows';

/**
 * Two trees of one request as one. The tracing service hangs a process's outgoing request below a span only where that
 * span is a leaf: with spans of its phases below it, the gateway's span and its outgoing request stand in two trees,
 * and the gateway's time is counted twice. The outgoing request names its span; so the span belongs below the process
 * that served the request, and the outgoing request below the span.
 */
export function joinSplitTrees(nodes: readonly SpanNode[]): SpanNode[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const spans = new Map(nodes.filter(({ kind, spanId }) => kind === 'A' && spanId !== null).map((a) => [a.spanId, a]));
  const moved = new Map<string, string>();
  const taken = new Set<string>();
  for (const sent of nodes) {
    if (sent.kind !== 'S' || sent.point !== 'c-p' || sent.spanId === null || sent.parentId === null) continue;
    const server = byId.get(sent.parentId);
    const span = spans.get(sent.spanId);
    if (server?.kind !== 'S' || span === undefined || !sharesTrace(sent, span)) continue;
    const root = rootOf(span, byId);
    if (root === null || root.kind !== 'A' || root === rootOf(server, byId)) continue;
    if (!taken.has(root.id)) moved.set(root.id, server.id);
    taken.add(root.id);
    moved.set(sent.id, span.id);
  }
  return moved.size === 0
    ? [...nodes]
    : nodes.map((node) => {
        const parentId = moved.get(node.id);
        return parentId === undefined ? node : { ...node, parentId, linkedBy: 'span_id' };
      });
}

function sharesTrace(a: SpanNode, b: SpanNode): boolean {
  const ids = new Set(a.traceId?.split(', '));
  return b.traceId?.split(', ').some((id) => ids.has(id)) ?? false;
}

/** The topmost span above; null in a ring. */
function rootOf(node: SpanNode, byId: ReadonlyMap<string, SpanNode>): SpanNode | null {
  const seen = new Set<SpanNode>();
  let at = node;
  while (!seen.has(at)) {
    seen.add(at);
    const above = at.parentId === null ? undefined : byId.get(at.parentId);
    if (above === undefined) return at;
    at = above;
  }
  return null;
}

/**
 * The service's spans with the rows that it did not answer hung in by what the rows say themselves. A parent that the
 * service gave stays; its roots may find one among the rows.
 */
export function completedByRows(
  nodes: readonly SpanNode[],
  rows: readonly TraceRow[],
): { nodes: SpanNode[]; added: number } {
  const ofRow = new Map(nodes.flatMap((node) => node.rowIds.map((rowId) => [rowId, node.id] as const)));
  const missing = rows.filter(({ id }) => !ofRow.has(id));
  if (missing.length === 0) return { nodes: [...nodes], added: 0 };
  const used = new Set(nodes.map(({ id }) => id));
  const missingId = (rowId: string) => (used.has(`r${rowId}`) ? `rows:${rowId}` : `r${rowId}`);
  const isMissing = new Set(missing.map(({ id }) => id));
  const links = parentsOfRows(rows);
  const toNode = nodeMaker(rows);
  const linkOf = (rowId: string) => {
    const link = links.get(rowId);
    const parentId = link && (isMissing.has(link.parentId) ? missingId(link.parentId) : ofRow.get(link.parentId));
    return link && parentId !== undefined ? { parentId, linkedBy: link.by } : null;
  };
  /** Rows of one node may be linked to each other. */
  const linkOfRoot = ({ id, rowIds }: SpanNode) =>
    rowIds.map(linkOf).find((link) => link !== null && link.parentId !== id) ?? {};
  const all = [
    ...nodes.map((node) => (node.parentId === null ? { ...node, ...linkOfRoot(node) } : node)),
    ...missing.map((row) => ({
      ...toNode(row),
      id: missingId(row.id),
      ...(linkOf(row.id) ?? { parentId: null, linkedBy: null }),
    })),
  ];
  return { nodes: withoutNewRings(nodes, all), added: missing.length };
}

/** A root of the service's that would come to hang below itself stays a root. */
function withoutNewRings(before: readonly SpanNode[], after: readonly SpanNode[]): SpanNode[] {
  const roots = new Set(before.filter(({ parentId }) => parentId === null).map(({ id }) => id));
  const byId = new Map(after.map((node) => [node.id, node]));
  for (const node of after) {
    if (!roots.has(node.id) || node.parentId === null) continue;
    if (rootOf(node, byId) === null) byId.set(node.id, { ...node, parentId: null, linkedBy: null });
  }
  return after.map((node) => byId.get(node.id) ?? node);
}

/** Rows that stand for the same span are one: nothing is shown twice when two answers overlap. */
export function withoutKnown(nodes: readonly SpanNode[], more: readonly SpanNode[]): SpanNode[] {
  const known = new Set(nodes.flatMap(({ rowIds }) => rowIds));
  const isKnown = groupBy(more, ({ rowIds }) => rowIds.some((id) => known.has(id)));
  return isKnown.get(false) ?? [];
}
