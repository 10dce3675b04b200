import 'server-only';
import type { Observation } from '@/lib/deepflow/join-calls';
import type { SpanNode } from '@/lib/deepflow/span-node';
import type { GatewayConfig } from '@/lib/server/config';
import type { Seconds } from './call-statements';
import { traceIdsOf as tracesOfRow } from './observations';
import { lateS } from './one-call';
import { number, query } from './querier';
import { textBatches } from './sql';
import { countOfTraces } from './trace-statements';
import { windowAround } from './tracing';

/** How much further than the tracing service one looks for rows of a trace: a request may take minutes. */
const wideMarginS = 600;
/** Trace ids of one trace that are counted. */
const mostTraceIds = 20;

type Counting = { gateway: GatewayConfig; call: Observation; signal: AbortSignal | undefined };

/** How many rows DeepFlow has of some trace ids. */
export async function countRowsOf(
  gateway: GatewayConfig,
  traceIds: readonly string[],
  range: Seconds,
  signal: AbortSignal | undefined,
): Promise<number> {
  const wanted = new Set(traceIds);
  const groups = await query(gateway, countOfTraces(traceIds, range), { signal });
  const own = groups.filter((group) => tracesOfRow(group).some((id) => wanted.has(id)));
  return own.reduce((sum, group) => sum + number(group, 'n'), 0);
}

/** How many there are in the tracing service's window, and in a wide one. */
export type BothWays = { inNarrow: number; inWide: number };

/** Both counts, asked for at once. */
export function countBothWays({ gateway, call, signal }: Counting, ids: readonly string[]): Promise<BothWays> {
  const counts = Promise.all([
    countRowsOf(gateway, ids, windowAround(call), signal),
    countRowsOf(gateway, ids, wideWindow(call), signal),
  ]).then(([inNarrow, inWide]) => ({ inNarrow, inWide }));
  // Whoever needs it hears of its failure; it may be that nobody does.
  counts.catch(() => undefined);
  return counts;
}

/** The window in which a trace's rows are looked for beyond the tracing service's own. */
export function wideWindow(call: Observation): Seconds {
  return windowAround(call, Math.max(wideMarginS, lateS(call)));
}

/** The ids of a trace that are counted: those of the call, and of what is known of it. */
export function traceIdsOf(call: Observation, nodes: readonly SpanNode[]): string[] {
  const ids = new Set([...call.traceIds, ...nodes.flatMap(({ traceId }) => traceId?.split(', ') ?? [])]);
  const [first = []] = textBatches([...ids].slice(0, mostTraceIds));
  return first;
}

/** How many rows of some trace ids are shown. */
export function rowsOfIds(nodes: readonly SpanNode[], traceIds: readonly string[]): number {
  const ids = new Set(traceIds);
  return countRows(nodes.filter(({ traceId }) => traceId?.split(', ').some((id) => ids.has(id))));
}

/** How many rows are shown. */
export function countRows(nodes: readonly SpanNode[]): number {
  return nodes.reduce((sum, { rowIds }) => sum + rowIds.length, 0);
}
