import 'server-only';
import type { Trace, TraceNotice } from '@/lib/deepflow/dto';
import type { Observation } from '@/lib/deepflow/join-calls';
import type { SpanNode } from '@/lib/deepflow/span-node';
import { nodesOfRows, type TraceRow } from '@/lib/deepflow/trace-from-rows';
import { completedByRows, joinSplitTrees } from '@/lib/deepflow/trace-join';
import { buildTrace } from '@/lib/deepflow/trace-model';
import { noticesOf, toNodes } from '@/lib/deepflow/trace-wire';
import { type Problem, ProblemError } from '@/lib/http/problem';
import type { GatewayConfig } from '@/lib/server/config';
import { upstreamProblem } from '@/lib/server/upstream';
import type { Seconds } from './call-statements';
import { readCall } from './one-call';
import { query } from './querier';
import {
  type BothWays,
  countBothWays,
  countRows,
  countRowsOf,
  rowsOfIds,
  traceIdsOf,
  wideWindow,
} from './trace-counts';
import { findPartners, hangPartner, type Partner } from './trace-partners';
import { toTraceRow } from './trace-row';
import { type FoundRows, findRows } from './trace-rows';
import { spanOfRow } from './trace-statements';
import { askTracing, type TracingAnswer, windowAround } from './tracing';

export type TraceOptions = {
  /** Read the rows that the tracing service left out, too. */
  withAllRows: boolean;
};

/** Rows of one trace that are read when the tracing service falls short, and when a person asks for all. */
const fewRows = 2000;
const allRows = 20_000;

/** Parts of one trace whose own rows are looked up. */
const mostSeeds = 20;

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
  const reading: Reading = { gateway, call, signal, withAllRows, endsMs: Date.now() + patience * gateway.timeoutMs };
  // Beside the service, whose answer seldom has other trace ids than the call's own.
  const ids = traceIdsOf(call, []);
  if (ids.length > 0) reading.early = { ids, counts: countBothWays(reading, ids) };
  const answer = await orSaid<TracingAnswer | null>(
    reading,
    () => askTracing(gateway, call, signal),
    (notice) => {
      reading.failed = { ...notice, kind: 'service_failed' };
      return null;
    },
  );
  if (answer === null || answer.spans.length === 0) return await traceOfRows(reading, failureOf(answer));
  return await traceOfAnswer(reading, answer);
}

type Reading = {
  gateway: GatewayConfig;
  call: Observation;
  signal: AbortSignal | undefined;
  withAllRows: boolean;
  /** Epoch ms: what is not begun by then is left out, and the trace says so. */
  endsMs: number;
  failed?: TraceNotice;
  /** How many rows there are of the call's own trace ids; asked for before it is known whether there are others. */
  early?: { ids: readonly string[]; counts: Promise<BothWays> };
};

/** Of the timeout of one query: time to ask the service, and to complete what it answers. */
const patience = 8;

async function traceOfAnswer(reading: Reading, first: TracingAnswer): Promise<Trace> {
  const { gateway, call, signal, withAllRows } = reading;
  const known = joinSplitTrees(toNodes(first));
  const [{ answer, window, counted, notices }, ofFirst] = await Promise.all([
    orSaid(
      reading,
      () => widened(reading, first),
      (notice) => ({ answer: first, window: windowAround(call), counted: nothingCounted, notices: [notice] }),
    ),
    partnersOf(reading, known),
  ]);
  notices.push(...failureOf(answer), ...noticesOf(answer));
  const note = <T>(instead: T) => noted(notices, instead);
  let nodes = answer === first ? known : joinSplitTrees(toNodes(answer));
  const { partners, failed } = answer === first ? ofFirst : await partnersOf(reading, nodes);
  notices.push(...failed);
  const parts = await Promise.all(
    partners.map(({ seed }) =>
      orSaid<TracingAnswer | null>(reading, () => askTracing(gateway, seed, signal), note(null)),
    ),
  );
  for (const [at, part] of parts.entries()) {
    const partner = partners[at];
    if (part === null || partner === undefined) continue;
    const hung = hangPartner(nodes, toNodes(part, `m${at || ''}`), partner);
    if (hung === null) continue;
    nodes = hung;
    notices.push({ kind: 'merged', by: partner.by }, ...failureOf(part), ...noticesOf(part));
  }
  const isShort = [answer, ...parts].some((part) => part === null || part.failure !== null);
  if (withAllRows || isShort) {
    const most = withAllRows ? allRows : fewRows;
    const seeds = [...seedsOf(call, nodes), ...partners.map(({ seed }) => seed.id)];
    const read = await orSaid<FoundRows>(
      reading,
      () => rowsAround(reading, seeds, window, most),
      note({ rows: [], isCut: false }),
    );
    const completed = completedByRows(nodes, read.rows);
    nodes = completed.nodes;
    for (const partner of partners) nodes = hangPartner(nodes, [], partner) ?? nodes;
    if (completed.added > 0) notices.push({ kind: 'completed', rows: completed.added });
    if (read.isCut) notices.push({ kind: 'cut', shown: countRows(nodes), found: null });
  }
  if (!notices.some(({ kind }) => kind === 'cut'))
    notices.push(
      ...(await orSaid<TraceNotice[]>(
        reading,
        () => cutNotice(reading, nodes, window, counted),
        (notice) => [notice],
      )),
    );
  return assembled(call, nodes, notices);
}

async function partnersOf(reading: Reading, nodes: readonly SpanNode[]) {
  const { gateway, call, signal } = reading;
  const failed: TraceNotice[] = [];
  const partners = await orSaid(
    reading,
    () => findPartners(gateway, call, nodes, signal),
    noted<Partner[]>(failed, []),
  );
  return { partners, failed };
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

/** The answer with which no row was lost to the window, which leaves no mark either. */
async function widened(reading: Reading, first: TracingAnswer): Promise<Widened> {
  const { gateway, call, signal } = reading;
  const narrow = windowAround(call);
  const nodes = toNodes(first);
  const ids = traceIdsOf(call, nodes);
  if (ids.length === 0) return { answer: first, window: narrow, counted: nothingCounted, notices: [] };
  const { early } = reading;
  const isCounted = early?.ids.length === ids.length && ids.every((id) => early.ids.includes(id));
  const { inNarrow, inWide } = await (isCounted ? early.counts : countBothWays(reading, ids));
  const wide = wideWindow(call);
  if (inWide <= inNarrow || inWide <= rowsOfIds(nodes, ids))
    return { answer: first, window: narrow, counted: { ids, found: inNarrow }, notices: [] };
  const counted: Counted = { ids, found: inWide };
  return await orSaid<Widened>(
    reading,
    async () => {
      const answer = await askTracing(gateway, call, signal, wide);
      const better = answer.spans.length > first.spans.length ? answer : first;
      return { answer: better, window: wide, counted, notices: [] };
    },
    (notice) => ({ answer: first, window: wide, counted, notices: [notice] }),
  );
}

/** All rows of what is shown: of its trace ids, and what these rows are linked with. */
async function rowsAround(
  { gateway, signal, endsMs }: Reading,
  seeds: readonly string[],
  window: Seconds,
  most: number,
): Promise<FoundRows> {
  const rows = await readSeeds(gateway, seeds, signal);
  return await findRows(gateway, rows, { range: window, mostRows: most, endsMs }, signal);
}

/** The call's own row, and one for each part that was asked for apart. */
function seedsOf(call: Observation, nodes: readonly SpanNode[]): string[] {
  // A trace of many trees: one look-up each would be too many.
  const roots = nodes.filter(({ parentId }) => parentId === null).flatMap(({ rowIds }) => rowIds.slice(0, 1));
  return [...new Set([call.id, ...roots])].slice(0, mostSeeds);
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
  const { gateway, call, signal, withAllRows, endsMs, failed } = reading;
  const notices: TraceNotice[] = [...(failed ? [failed] : []), { kind: 'from_rows' }, ...failure];
  const partners = await orSaid(reading, () => findPartners(gateway, call, [], signal), noted<Partner[]>(notices, []));
  const seeds = await readSeeds(gateway, [call.id, ...partners.map(({ seed }) => seed.id)], signal);
  const mostRows = withAllRows ? allRows : fewRows;
  const { rows, isCut } = await findRows(gateway, seeds, { range: windowAround(call, 120), mostRows, endsMs }, signal);
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

/** What only completes a trace does not take it away when it fails, or when there is no time left for it. */
async function orSaid<T>(
  { gateway, endsMs }: Reading,
  work: () => Promise<T>,
  instead: (notice: PartialNotice) => T,
): Promise<T> {
  try {
    if (Date.now() >= endsMs) {
      const detail = `The trace took longer than ${patience * gateway.timeoutMs} ms.`;
      throw upstreamProblem('tracing', 'upstream_timeout', detail);
    }
    return await work();
  } catch (error) {
    if (error instanceof ProblemError) return instead({ kind: 'partial', detail: wordsOf(error.problem) });
    throw error;
  }
}

type PartialNotice = { kind: 'partial'; detail: string };

function noted<T>(notices: TraceNotice[], instead: T): (notice: PartialNotice) => T {
  return (notice) => {
    notices.push(notice);
    return instead;
  };
}

function wordsOf({ title, detail }: Problem): string {
  return detail === undefined ? title : `${title}: ${detail}`;
}

function failureOf(answer: TracingAnswer | null): TraceNotice[] {
  return answer === null || answer.failure === null ? [] : [{ kind: 'partial', detail: answer.failure }];
}

function assembled(call: Observation, nodes: readonly SpanNode[], notices: readonly TraceNotice[]): Trace {
  const trace = buildTrace(call.id, nodes, distinct(notices));
  const isSpansOnly = nodes.length > 0 && nodes.every(({ kind }) => kind === 'A');
  return isSpansOnly ? { ...trace, notices: [...trace.notices, { kind: 'spans_only' }] } : trace;
}

function distinct(notices: readonly TraceNotice[]): TraceNotice[] {
  return [...new Map(notices.map((notice) => [JSON.stringify(notice), notice])).values()];
}
