import 'server-only';
import type { Observation } from '@/lib/deepflow/join-calls';
import type { SpanNode } from '@/lib/deepflow/span-node';
import { withoutKnown } from '@/lib/deepflow/trace-join';
import type { GatewayConfig } from '@/lib/server/config';
import { gatewayProcesses } from './call-conditions';
import { joinOne, readCall, secondsOf } from './one-call';
import { query } from './querier';
import { toTraceRow } from './trace-row';
import { outboundOfRow, rowIfOwn } from './trace-statements';
import type { Seed } from './tracing';

/** Another part of the same request: the row to ask for it by, and where the two belong together. */
export type Partner = {
  seed: Seed;
  /** The rows of the two: what stands below hangs below what stands above. */
  above: string;
  below: string;
  by: string;
};

/** How a row and a span of one request are told to be the same; the page has words for it. */
const byWhatFits = 'method_target_status_time';

/** Tries of one request that are looked at. */
const mostTries = 5;
const mostOutbound = 50;
/** Rows and spans of one request that are asked whether they are the gateway's. */
const mostLikely = 5;
/** nginx gives up on an upstream after a minute by default. */
const lateUs = 60_000_000;

/**
 * The parts of a request that its trace lacks: the gateway's span or its row, of which the tracing service makes two
 * traces when the gateway answered by itself, and requests to upstreams that never answered.
 * @param nodes what is known already; none: all parts but the call itself
 */
export async function findPartners(
  gateway: GatewayConfig,
  call: Observation,
  nodes: readonly SpanNode[],
  signal: AbortSignal | undefined,
): Promise<Partner[]> {
  const partner = await otherObservation(gateway, call, nodes, signal);
  const unanswered = await unansweredTries(gateway, call, nodes, signal);
  return [...(partner ? [partner] : []), ...unanswered];
}

/** The gateway's span of a row, or the row of its span, if the trace lacks it. */
async function otherObservation(
  gateway: GatewayConfig,
  call: Observation,
  nodes: readonly SpanNode[],
  signal: AbortSignal | undefined,
): Promise<Partner | null> {
  const [span, row] = await Promise.all([
    ownOf(gateway, call, nodes.filter(isGatewaySpan), 'span', signal),
    ownOf(gateway, call, nodes.filter(isGatewayProcess), 'process', signal),
  ]);
  if (span && row) return null;
  const seenId = (span ?? row)?.rowIds[0];
  const isCall = seenId === undefined || (span ?? row)?.rowIds.includes(call.id);
  const seen = isCall ? call : await readCall(gateway, seenId, signal);
  const joined = await joinOne(gateway, seen, signal);
  const other = seen.source === 'otel' ? joined.row : joined.span;
  if (joined.routeId === null || other === null || nodes.some(({ rowIds }) => rowIds.includes(other.id))) return null;
  const [above, below] = seen.source === 'otel' ? [other, seen] : [seen, other];
  return { seed: other, above: above.id, below: below.id, by: byWhatFits };
}

/**
 * The one of this gateway, the call's own first. Where tags tell the gateway, one that has them: behind it there may be
 * another gateway, or an upstream that runs as nginx, too.
 */
async function ownOf(
  gateway: GatewayConfig,
  call: Observation,
  nodes: readonly SpanNode[],
  kind: 'process' | 'span',
  signal: AbortSignal | undefined,
): Promise<SpanNode | undefined> {
  const { tags } = gateway.deepflow;
  const ofCall = nodes.find(({ rowIds }) => rowIds.includes(call.id));
  const likely = [...new Set([...(ofCall ? [ofCall] : []), ...nodes])].slice(0, mostLikely);
  if (Object.keys(tags).length === 0) return likely[0];
  const rows = await Promise.all(
    likely.map((node) => {
      const rowId = node === ofCall ? call.id : (node.rowIds[0] ?? '');
      return query(gateway, rowIfOwn(tags, rowId, kind), { signal });
    }),
  );
  return likely.find((_, at) => rows[at]?.length);
}

function isGatewaySpan({ routeId }: SpanNode): boolean {
  return routeId !== null;
}

function isGatewayProcess({ kind, point, attributes }: SpanNode): boolean {
  const name = attributes.find((attribute) => attribute.name === 'process_kname')?.value ?? '';
  return kind === 'S' && point === 's-p' && gatewayProcesses.includes(name);
}

/**
 * Requests that the gateway sent for the call and that nobody answered. Their system calls begin and end with the same
 * id, which the tracing service takes for the end of the way, so that it finds them only from below.
 */
async function unansweredTries(
  gateway: GatewayConfig,
  call: Observation,
  nodes: readonly SpanNode[],
  signal: AbortSignal | undefined,
): Promise<Partner[]> {
  if (call.source !== 'ebpf' || call.syscall === '0' || nodes.length === 0) return [];
  const own = nodes.find(({ rowIds }) => rowIds.includes(call.id));
  if (own === undefined || !isGatewayProcess(own)) return [];
  if (nodes.some(({ point, kind }) => point === 'c-p' && kind === 'S')) return [];
  const statement = outboundOfRow(gateway.deepflow.tags, call.syscall, secondsOf(call, 5), mostOutbound);
  const found = await query(gateway, statement, { signal });
  const untilUs = call.durationUs === null ? call.startUs + lateUs : call.endUs;
  return found
    .map(toTraceRow)
    .filter((row) => row.startUs >= call.startUs && row.startUs <= untilUs)
    .filter(({ id }) => !nodes.some(({ rowIds }) => rowIds.includes(id)))
    .slice(0, mostTries)
    .map((row) => ({ seed: row, above: call.id, below: row.id, by: 'syscall_trace_id' }));
}

/** Both parts as one tree; null when the second brings nothing new and hangs already. */
export function hangPartner(
  nodes: readonly SpanNode[],
  part: readonly SpanNode[],
  { above, below, by }: Partner,
): SpanNode[] | null {
  const extra = withoutKnown(nodes, part);
  const all = [...nodes, ...extra];
  const parent = all.find(({ rowIds }) => rowIds.includes(above));
  const child = all.find(({ rowIds }) => rowIds.includes(below));
  if (!parent || !child || child.parentId !== null || isAbove(child, parent, all)) return extra.length > 0 ? all : null;
  return all.map((node) => (node === child ? { ...node, parentId: parent.id, linkedBy: by } : node));
}

function isAbove(node: SpanNode, below: SpanNode, all: readonly SpanNode[]): boolean {
  const byId = new Map(all.map((one) => [one.id, one]));
  const seen = new Set<string>();
  for (let at: SpanNode | undefined = below; at !== undefined && !seen.has(at.id); ) {
    if (at === node) return true;
    seen.add(at.id);
    at = at.parentId === null ? undefined : byId.get(at.parentId);
  }
  return false;
}
