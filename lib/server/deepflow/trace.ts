import 'server-only';
import type { Trace, TraceNotice } from '@/lib/deepflow/dto';
import type { Observation } from '@/lib/deepflow/join-calls';
import { nodesOfRows } from '@/lib/deepflow/trace-from-rows';
import { buildTrace, type SpanNode } from '@/lib/deepflow/trace-model';
import { noticesOf, toNodes } from '@/lib/deepflow/trace-wire';
import { type Problem, ProblemError } from '@/lib/http/problem';
import type { GatewayConfig } from '@/lib/server/config';
import { joinOne, readCall, secondsOf } from './one-call';
import { number, query } from './querier';
import { toTraceRow } from './trace-row';
import { countOfTrace, rowsOfTrace, spanOfRow } from './trace-statements';
import { askTracing } from './tracing';

/** Rows of one trace that are read when the tracing service finds nothing. */
const mostRows = 2000;

/**
 * The trace of one call: what deepflow-app makes of its row. A request that the gateway answered itself is two traces
 * there, the span's and the row's: both are asked for and shown as one. When the service finds nothing, the rows with
 * the call's trace id are shown.
 * Throws ProblemError: `not_found` for a call that DeepFlow does not (or no longer) have.
 */
export async function getTrace(gateway: GatewayConfig, callId: string, signal?: AbortSignal): Promise<Trace> {
  const call = await readCall(gateway, callId, signal);
  const answer = await askTracing(gateway, call, signal);
  if (answer.spans.length === 0) return await traceFromRows(gateway, call, answer.failure, signal);
  const main = toNodes(answer);
  const partial: TraceNotice[] = answer.failure === null ? [] : [{ kind: 'partial', detail: answer.failure }];
  const merged = await orSaid(withPartner(gateway, main, call, signal), ({ problem }) => ({
    nodes: main,
    notices: [partialBy(problem)],
  }));
  const cut = await orSaid(cutNotice(gateway, call, merged.nodes, signal), ({ problem }) => [partialBy(problem)]);
  const alone: TraceNotice[] = merged.nodes.every(({ kind }) => kind === 'A') ? [{ kind: 'spans_only' }] : [];
  return buildTrace(callId, merged.nodes, [...partial, ...cut, ...noticesOf(answer), ...merged.notices, ...alone]);
}

/** What only completes a trace does not take it away when it fails. */
async function orSaid<T>(work: Promise<T>, instead: (failure: ProblemError) => T): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ProblemError) return instead(error);
    throw error;
  }
}

function partialBy({ title, detail }: Problem): TraceNotice {
  return { kind: 'partial', detail: detail === undefined ? title : `${title}: ${detail}` };
}

type Merged = { nodes: SpanNode[]; notices: TraceNotice[] };

async function withPartner(
  gateway: GatewayConfig,
  main: SpanNode[],
  call: Observation,
  signal: AbortSignal | undefined,
): Promise<Merged> {
  const partner = await missingPartner(gateway, call, main, signal);
  return partner ? await mergePartner(gateway, main, call, partner, signal) : { nodes: main, notices: [] };
}

/** The other observation of the same call, if its trace lacks it. */
async function missingPartner(
  gateway: GatewayConfig,
  call: Observation,
  nodes: readonly SpanNode[],
  signal: AbortSignal | undefined,
): Promise<Observation | null> {
  const isSpan = call.source === 'otel';
  const isComplete = nodes.some((node) => (isSpan ? node.kind === 'S' && node.point === 's-p' : node.routeId !== null));
  if (isComplete) return null;
  const joined = await joinOne(gateway, call, signal);
  const partner = isSpan ? joined.row : joined.span;
  const isSure = joined.routeId !== null && partner !== null;
  return isSure && !nodes.some(({ rowIds }) => rowIds.includes(partner.id)) ? partner : null;
}

async function mergePartner(
  gateway: GatewayConfig,
  main: SpanNode[],
  call: Observation,
  partner: Observation,
  signal: AbortSignal | undefined,
): Promise<Merged> {
  const known = new Set(main.flatMap(({ rowIds }) => rowIds));
  const answer = await askTracing(gateway, partner, signal);
  const extra = toNodes(answer, 'm').filter(({ rowIds }) => !rowIds.some((id) => known.has(id)));
  const [above, below] = call.source === 'otel' ? [partner, call] : [call, partner];
  const all = [...main, ...extra];
  const parent = all.find(({ rowIds }) => rowIds.includes(above.id));
  const nodes = all.map((node) =>
    parent && node.rowIds.includes(below.id) && node.parentId === null
      ? { ...node, parentId: parent.id, linkedBy: mergedBy }
      : node,
  );
  if (extra.length === 0) return { nodes: main, notices: [] };
  const partial: TraceNotice[] = answer.failure === null ? [] : [{ kind: 'partial', detail: answer.failure }];
  return { nodes, notices: [{ kind: 'merged', by: mergedBy }, ...partial, ...noticesOf(answer)] };
}

const mergedBy = 'method, target, status and time';

/** A row limit of the tracing service leaves no mark in its answer: only a count tells. */
async function cutNotice(
  gateway: GatewayConfig,
  call: Observation,
  nodes: readonly SpanNode[],
  signal: AbortSignal | undefined,
): Promise<TraceNotice[]> {
  const traceId = nodes.find((node) => node.traceId !== null)?.traceId?.split(', ')[0];
  if (traceId === undefined) return [];
  const shown = nodes
    .filter((node) => node.traceId?.split(', ').includes(traceId))
    .reduce((sum, { rowIds }) => sum + rowIds.length, 0);
  const [row] = await query(gateway, countOfTrace(traceId, secondsOf(call, 60)), { signal });
  const found = row ? number(row, 'n') : 0;
  return found > shown ? [{ kind: 'cut', shown, found }] : [];
}

async function traceFromRows(
  gateway: GatewayConfig,
  call: Observation,
  failure: string | null,
  signal: AbortSignal | undefined,
): Promise<Trace> {
  const own = await query(gateway, spanOfRow(call.id), { signal });
  const [traceId] = call.traceIds;
  const ofTrace =
    traceId === undefined ? [] : await query(gateway, rowsOfTrace(traceId, secondsOf(call, 60), mostRows), { signal });
  const rows = new Map([...ofTrace, ...own].map(toTraceRow).map((row) => [row.id, row]));
  const notices: TraceNotice[] = [
    { kind: 'from_rows' },
    ...(failure === null ? [] : [{ kind: 'partial', detail: failure } as const]),
    ...(ofTrace.length >= mostRows ? [{ kind: 'cut', shown: ofTrace.length, found: null } as const] : []),
  ];
  return buildTrace(call.id, nodesOfRows([...rows.values()]), notices);
}
