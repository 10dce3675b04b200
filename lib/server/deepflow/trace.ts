import 'server-only';
import type { Trace, TraceNotice } from '@/lib/deepflow/dto';
import type { Observation } from '@/lib/deepflow/join-calls';
import { nodesOfRows, type TraceRow } from '@/lib/deepflow/trace-from-rows';
import { completedByRows, joinSplitTrees } from '@/lib/deepflow/trace-join';
import { buildTrace, type SpanNode } from '@/lib/deepflow/trace-model';
import { noticesOf, toNodes } from '@/lib/deepflow/trace-wire';
import { type Problem, ProblemError } from '@/lib/http/problem';
import type { GatewayConfig } from '@/lib/server/config';
import type { Seconds } from './call-statements';
import { lateS, readCall } from './one-call';
import { number, query } from './querier';
import { findPartners, hangPartner, type Partner } from './trace-partners';
import { toTraceRow } from './trace-row';
import { type FoundRows, findRows } from './trace-rows';
import { countOfTraces, spanOfRow } from './trace-statements';
import { askTracing, type TracingAnswer, windowAround } from './tracing';

export type TraceOptions = {
  /** Read the rows that the tracing service left out, too. */
  withAllRows: boolean;
};

/** Rows of one trace that are read when the tracing service falls short, and when a person asks for all. */
const fewRows = 2000;
const allRows = 20_000;

/** How much further than the tracing service one looks for rows of a trace: a request may take minutes. */
const wideMarginS = 600;
/** Trace ids of one trace that are counted. */
const mostTraceIds = 20;

/**
 * The trace of one call: what deepflow-app makes of its row, completed where it falls short.
 * A request that the gateway answered itself is two traces there, and one whose upstream never answered ends at the
 * gateway: all parts are asked for and shown as one. Rows outside of the service's window are asked for again with a
 * wider one; those that a row limit cut are counted and, with `withAllRows` or after a failed query, read from the
 * querier. When the service finds nothing or does not answer, the rows themselves are the trace.
 * Throws ProblemError: `not_found` for a call that DeepFlow does not (or no longer) have.
 */
export async function getTrace(
  gateway: GatewayConfig,
  callId: string,
  { withAllRows }: TraceOptions = { withAllRows: false },
  signal?: AbortSignal,
): Promise<Trace> {
  const call = await readCall(gateway, callId, signal);
  const reading: Reading = { gateway, call, signal, withAllRows };
  const answer = await orSaid<TracingAnswer | null>(askTracing(gateway, call, signal), (notice) => {
    reading.failed = { ...notice, kind: 'service_failed' };
    return null;
  });
  if (answer === null || answer.spans.length === 0) return await traceOfRows(reading, failureOf(answer));
  return await traceOfAnswer(reading, answer);
}

type Reading = {
  gateway: GatewayConfig;
  call: Observation;
  signal: AbortSignal | undefined;
  withAllRows: boolean;
  failed?: TraceNotice;
};

async function traceOfAnswer(reading: Reading, first: TracingAnswer): Promise<Trace> {
  const { gateway, call, signal, withAllRows } = reading;
  const { answer, window, counted, notices } = await orSaid(widened(reading, first), (notice) => ({
    answer: first,
    window: windowAround(call),
    counted: nothingCounted,
    notices: [notice],
  }));
  notices.push(...failureOf(answer), ...noticesOf(answer));
  let nodes = joinSplitTrees(toNodes(answer));
  const partners = await orSaid(findPartners(gateway, call, nodes, signal), (notice) => {
    notices.push(notice);
    return [] as Partner[];
  });
  let isShort = answer.failure !== null;
  for (const [at, partner] of partners.entries()) {
    const part = await orSaid<TracingAnswer | null>(askTracing(gateway, partner.seed, signal), (notice) => {
      notices.push(notice);
      return null;
    });
    isShort ||= part === null || part.failure !== null;
    if (part === null) continue;
    const hung = hangPartner(nodes, toNodes(part, `m${at || ''}`), partner);
    if (hung === null) continue;
    nodes = hung;
    notices.push({ kind: 'merged', by: partner.by }, ...failureOf(part), ...noticesOf(part));
  }
  if (withAllRows || isShort) {
    const most = withAllRows ? allRows : fewRows;
    const seeds = [...seedsOf(call, nodes), ...partners.map(({ seed }) => seed.id)];
    const read = await orSaid<FoundRows>(rowsAround(reading, seeds, window, most), (notice) => {
      notices.push(notice);
      return { rows: [], isCut: false };
    });
    const completed = completedByRows(nodes, read.rows);
    nodes = completed.nodes;
    for (const partner of partners) nodes = hangPartner(nodes, [], partner) ?? nodes;
    if (completed.added > 0) notices.push({ kind: 'completed', rows: completed.added });
    if (read.isCut) notices.push({ kind: 'cut', shown: countRows(nodes), found: null });
  }
  if (!notices.some(({ kind }) => kind === 'cut'))
    notices.push(...(await orSaid<TraceNotice[]>(cutNotice(reading, nodes, window, counted), (notice) => [notice])));
  return assembled(call, nodes, notices);
}

/** How many rows there are of some trace ids, in the window of the answer. */
type Counted = { ids: string[]; found: number };
const nothingCounted: Counted = { ids: [], found: 0 };

type Widened = { answer: TracingAnswer; window: Seconds; counted: Counted; notices: TraceNotice[] };

/** A row limit of the tracing service leaves no mark in its answer: only a count tells. */
async function cutNotice(
  { gateway, call, signal }: Reading,
  nodes: readonly SpanNode[],
  window: Seconds,
  counted: Counted,
): Promise<TraceNotice[]> {
  const ids = traceIdsOf(call, nodes);
  if (ids.length === 0) return [];
  const isCounted = ids.every((id) => counted.ids.includes(id));
  const found = isCounted ? counted.found : await countRowsOf(gateway, ids, window, signal);
  const shown = rowsOfIds(nodes, ids);
  return found > shown ? [{ kind: 'cut', shown, found }] : [];
}

async function countRowsOf(
  gateway: GatewayConfig,
  traceIds: readonly string[],
  range: Seconds,
  signal: AbortSignal | undefined,
): Promise<number> {
  const [row] = await query(gateway, countOfTraces(traceIds, range), { signal });
  return row ? number(row, 'n') : 0;
}

/** The answer with which no row was lost to the window, which leaves no mark either. */
async function widened({ gateway, call, signal }: Reading, first: TracingAnswer): Promise<Widened> {
  const narrow = windowAround(call);
  const nodes = toNodes(first);
  const ids = traceIdsOf(call, nodes);
  if (ids.length === 0) return { answer: first, window: narrow, counted: nothingCounted, notices: [] };
  const wide = windowAround(call, Math.max(wideMarginS, lateS(call)));
  const [inNarrow, inWide] = await Promise.all([
    countRowsOf(gateway, ids, narrow, signal),
    countRowsOf(gateway, ids, wide, signal),
  ]);
  if (inWide <= inNarrow || inWide <= rowsOfIds(nodes, ids))
    return { answer: first, window: narrow, counted: { ids, found: inNarrow }, notices: [] };
  const counted: Counted = { ids, found: inWide };
  return await orSaid<Widened>(
    askTracing(gateway, call, signal, wide).then((answer) => ({
      answer: answer.spans.length > first.spans.length ? answer : first,
      window: wide,
      counted,
      notices: [],
    })),
    (notice) => ({ answer: first, window: wide, counted, notices: [notice] }),
  );
}

/** All rows of what is shown: of its trace ids, and what these rows are linked with. */
async function rowsAround(
  { gateway, signal }: Reading,
  seeds: readonly string[],
  window: Seconds,
  most: number,
): Promise<FoundRows> {
  return await findRows(gateway, await readSeeds(gateway, seeds, signal), window, most, signal);
}

/** The call's own row, and one for each part that was asked for apart. */
function seedsOf(call: Observation, nodes: readonly SpanNode[]): string[] {
  // A trace of many trees: one look-up each would be too many.
  const roots = nodes.filter(({ parentId }) => parentId === null).flatMap(({ rowIds }) => rowIds.slice(0, 1));
  return [...new Set([call.id, ...roots])].slice(0, mostTraceIds);
}

async function readSeeds(
  gateway: GatewayConfig,
  ids: readonly string[],
  signal: AbortSignal | undefined,
): Promise<TraceRow[]> {
  const rows = await Promise.all([...new Set(ids)].map((id) => query(gateway, spanOfRow(id), { signal })));
  return rows.flat().map(toTraceRow);
}

/** The trace when the rows themselves are all there is. */
async function traceOfRows(reading: Reading, failure: TraceNotice[]): Promise<Trace> {
  const { gateway, call, signal, withAllRows, failed } = reading;
  const notices: TraceNotice[] = [{ kind: 'from_rows' }, ...(failed ? [failed] : []), ...failure];
  const partners = await orSaid(findPartners(gateway, call, [], signal), (notice) => {
    notices.push(notice);
    return [] as Partner[];
  });
  const seeds = await readSeeds(gateway, [call.id, ...partners.map(({ seed }) => seed.id)], signal);
  const most = withAllRows ? allRows : fewRows;
  const { rows, isCut } = await findRows(gateway, seeds, windowAround(call, 120), most, signal);
  let nodes = joinSplitTrees(nodesOfRows(rows));
  for (const partner of partners) {
    const hung = hangPartner(nodes, [], partner);
    if (hung === null) continue;
    nodes = hung;
    notices.push({ kind: 'merged', by: partner.by });
  }
  if (isCut) notices.push({ kind: 'cut', shown: rows.length, found: null });
  return assembled(call, nodes, notices);
}

/** What only completes a trace does not take it away when it fails. */
async function orSaid<T>(work: Promise<T>, instead: (notice: { kind: 'partial'; detail: string }) => T): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ProblemError) return instead({ kind: 'partial', detail: wordsOf(error.problem) });
    throw error;
  }
}

function wordsOf({ title, detail }: Problem): string {
  return detail === undefined ? title : `${title}: ${detail}`;
}

function failureOf(answer: TracingAnswer | null): TraceNotice[] {
  return answer === null || answer.failure === null ? [] : [{ kind: 'partial', detail: answer.failure }];
}

function traceIdsOf(call: Observation, nodes: readonly SpanNode[]): string[] {
  const ids = new Set([...call.traceIds, ...nodes.flatMap(({ traceId }) => traceId?.split(', ') ?? [])]);
  return [...ids].slice(0, mostTraceIds);
}

function rowsOfIds(nodes: readonly SpanNode[], traceIds: readonly string[]): number {
  const ids = new Set(traceIds);
  return countRows(nodes.filter(({ traceId }) => traceId?.split(', ').some((id) => ids.has(id))));
}

function countRows(nodes: readonly SpanNode[]): number {
  return nodes.reduce((sum, { rowIds }) => sum + rowIds.length, 0);
}

function assembled(call: Observation, nodes: readonly SpanNode[], notices: readonly TraceNotice[]): Trace {
  const trace = buildTrace(call.id, nodes, distinct(notices));
  const isSpansOnly = nodes.length > 0 && nodes.every(({ kind }) => kind === 'A');
  return isSpansOnly ? { ...trace, notices: [...trace.notices, { kind: 'spans_only' }] } : trace;
}

function distinct(notices: readonly TraceNotice[]): TraceNotice[] {
  return [...new Map(notices.map((notice) => [JSON.stringify(notice), notice])).values()];
}
