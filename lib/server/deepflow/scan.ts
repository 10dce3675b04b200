import 'server-only';
import type { Owned } from '@/lib/deepflow/attribution';
import { passesFilter } from '@/lib/deepflow/call-filter';
import type { CallFilter } from '@/lib/deepflow/dto';
import { clockSlackUs, type JoinedCall, joinCalls, type Observation, targetOf } from '@/lib/deepflow/join-calls';
import { isOwnApi } from '@/lib/deepflow/own-apis';
import { type Upstream, upstreamsOf } from '@/lib/deepflow/upstreams';
import type { GatewayConfig } from '@/lib/server/config';
import {
  type Base,
  momentsOfTrace,
  outboundOfCalls,
  rowsOfCalls,
  rowsOfTargets,
  type Seconds,
  spansOfCalls,
} from './call-statements';
import { toObservation, toOutbound, toPlacedRow, toSent, toSpan } from './observations';
import { observedBase, processBases } from './observed-base';
import { number, query, type Row } from './querier';
import type { CallScope } from './route-scope';
import { factsOf, type Known, type Needs, type ScanOptions, withNeeds } from './scan-needs';
import { type Statement, textBatches } from './sql';

/** A call of the scope; `upstreams` where they were asked for. */
export type RouteCall = JoinedCall & Owned & { seen: Observation; upstreams?: readonly Upstream[] };

export type Chunk = {
  /** Newest start first. */
  calls: RouteCall[];
  rowsRead: number;
  /** Of a route's scope: calls that came to its hosts, paths and methods, and that another route took. */
  otherRoutes: number;
  sawSpans: boolean;
  /** Null: neither the gateway's process nor its interfaces are observed in this range. */
  base: Base['kind'] | null;
  /** Everything that started after this is done, epoch µs; null: the range is. */
  doneToUs: number | null;
};

/** How much later than its row a span may start, and how much later than its row's answer it may end. */
const lateStartUs = 10_000_000;
const lateEndS = 60;

/** ClickHouse refuses statements beyond 256 KiB. */
const mostIds = 5000;
/** Rows of one trace that tell when it was; the rest of a larger one lies between them. */
const mostOfTrace = 10_000;
/** Rows of the targets of a few spans, within the seconds of a chunk. */
const mostOfTargets = 50_000;

/**
 * Reads the calls of a route, or of the whole gateway, chunk by chunk, newest first. One observation a call: the row of the gateway's process
 * (or of its interface, where no process is watched), joined with the gateway's span; a span that has no row is a
 * call of its own.
 */
export async function* scanCalls(of: CallScope, asked: ScanOptions): AsyncGenerator<Chunk, void> {
  const options = withNeeds(asked);
  const scope = await withinTrace(of, options.filter);
  if (scope === null) return yield nothing;
  let untilUs = options.untilUs;
  let limit = options.firstChunk;
  const [usual = null] = processBases(scope.gateway);
  let base: Base | null = usual;
  for (let isFirst = true; ; isFirst = false, limit = options.chunk) {
    let [rows, late] = await Promise.all([
      readRows(scope, options, base, untilUs, limit),
      readLateSpans(scope, options, untilUs, limit),
    ]);
    if (isFirst && rows.length === 0) {
      base = await observedBase(scope);
      const isAsked = base?.kind === 'ebpf' && base.processes[0] === usual?.processes[0];
      if (base !== null && !isAsked) rows = await readRows(scope, options, base, untilUs, limit);
    }
    const rowsDoneUs = rows.length < limit ? null : (rows.at(-1)?.startUs ?? null);
    const spans = await readSpans(scope, options, rowsDoneUs, untilUs, 2 * limit);
    const spansDoneUs = spans.length < 2 * limit ? null : (spans.at(-1)?.startUs ?? null);
    let doneToUs = latest(rowsDoneUs, spansDoneUs);
    // More rows with one start than fit into a chunk: step over it rather than stand still.
    if (doneToUs !== null && doneToUs === untilUs) doneToUs -= 1;

    const isDone = ({ startUs }: Observation) =>
      (doneToUs === null || startUs > doneToUs) && (untilUs === null || startUs <= untilUs);
    const joined = await join(
      scope,
      options,
      base,
      rows.filter((row) => isDone(row) && !isOwnApi(row, scope.ownPorts)),
      [...spans, ...late],
      isDone,
    );
    yield {
      ...decideAll(scope, options.filter, joined),
      base: base?.kind ?? null,
      doneToUs,
      sawSpans: spans.length + late.length > 0,
    };
    if (doneToUs === null) return;
    untilUs = doneToUs;
  }
}

/** A range in which there is no such call; whether anything observes the gateway was not asked. */
const nothing: Chunk = { calls: [], rowsRead: 0, otherRoutes: 0, sawSpans: false, base: 'ebpf', doneToUs: null };

/** Where one trace is asked for, the part of the range in which it was; null: it was not. */
async function withinTrace(scope: CallScope, { trace }: CallFilter): Promise<CallScope | null> {
  if (trace === undefined) return scope;
  const { fromS, toS } = scope.range;
  const around = { fromS: fromS - lateEndS, toS: toS + lateEndS };
  const rows = await ask(scope, momentsOfTrace(trace, around, mostOfTrace));
  if (rows.length === 0) return null;
  const first = least(rows.map((row) => number(row, 'start_us')));
  const last = most(rows.map((row) => number(row, 'end_us')));
  const range = {
    fromS: Math.max(fromS, Math.floor(first / 1e6) - lateEndS),
    toS: Math.min(toS, Math.ceil(last / 1e6) + lateEndS),
  };
  return range.fromS > range.toS ? null : { ...scope, range };
}

function decideAll(scope: CallScope, filter: CallFilter, joined: readonly Known[]) {
  const calls: RouteCall[] = [];
  let otherRoutes = 0;
  for (const call of joined) {
    const seen = call.row ?? call.span;
    if (!seen || !scope.isInRange(seen)) continue;
    const facts = { path: seen.path, method: seen.method, host: seen.host, routeId: call.routeId };
    const decision = scope.decide(facts);
    if (decision.kind === 'other') otherRoutes += scope.couldTake(facts) ? 1 : 0;
    else if (passesFilter(factsOf(seen, call), filter))
      calls.push({ ...call, seen, attribution: decision.attribution, takenBy: decision.takenBy });
  }
  calls.sort((a, b) => b.seen.startUs - a.seen.startUs);
  return { calls, otherRoutes, rowsRead: joined.length };
}

/** Joins the rows with their spans, and adds the spans of this route that no row explains. */
async function join(
  scope: CallScope,
  { filter, withParties, withUpstreams }: Needs,
  base: Base | null,
  rows: readonly Observation[],
  spans: readonly Observation[],
  isDone: (seen: Observation) => boolean,
): Promise<Known[]> {
  const needOutbound = rows.filter(outboundNeeded({ withParties, withUpstreams }, spans));
  const outbound = await readOutbound(scope, needOutbound, withUpstreams);
  const { calls, spansAlone } = joinCalls(rows, spans, outbound);
  const alone = spansAlone.map((span) => ({ row: null, span, traceIds: span.traceIds, routeId: span.routeId }));
  const own = alone.filter(
    ({ span, ...call }) =>
      (scope.routeIds === null || (span.routeId !== null && scope.routeIds.includes(span.routeId))) &&
      isDone(span) &&
      scope.isInRange(span) &&
      passesFilter(factsOf(span, { span, ...call }), filter),
  );
  const unexplained = new Set(
    base === null
      ? own.map(({ span }) => span)
      : await withoutRow(
          scope,
          base,
          own.map(({ span }) => span),
        ),
  );
  const sent = withUpstreams ? upstreamsOf(calls, outbound) : null;
  return [
    ...calls.map((call) => (sent ? { ...call, upstreams: sent.get(call) ?? [] } : call)),
    ...own.filter(({ span }) => unexplained.has(span)),
  ];
}

/** Rows whose way on is asked for, or tells which of several spans is theirs. */
function outboundNeeded(
  { withParties, withUpstreams }: Pick<Needs, 'withParties' | 'withUpstreams'>,
  spans: readonly Observation[],
): (row: Observation) => boolean {
  const targets = new Set(spans.map(targetOf));
  return (row) => {
    if (row.syscall === '0') return false;
    if (withUpstreams || (withParties && (spans.length > 0 || row.traceIds.length === 0))) return true;
    return targets.size > 0 && targets.has(targetOf(row));
  };
}

/** Spans whose row is nowhere: not filtered out, not outside the range, not in an older chunk. */
async function withoutRow(scope: CallScope, base: Base, spans: readonly Observation[]): Promise<Observation[]> {
  const rows: Observation[] = [];
  const range = secondsAround(scope, spans);
  const spanStarts = spans.map(({ startUs }) => startUs);
  const starts = { fromUs: least(spanStarts) - lateStartUs, untilUs: most(spanStarts) + clockSlackUs };
  for (const targets of textBatches(new Set(spans.map(({ path }) => path)))) {
    const statement = rowsOfTargets(base, { targets, range, starts, limit: mostOfTargets });
    rows.push(...(await ask(scope, statement)).map(toObservation));
  }
  return joinCalls(rows, spans, []).spansAlone;
}

async function readRows(
  scope: CallScope,
  { filter, withParties, withOrigins }: Needs,
  base: Base | null,
  untilUs: number | null,
  limit: number,
): Promise<Observation[]> {
  if (base === null) return [];
  const { range, candidates } = scope;
  const statement = rowsOfCalls({ base, range, untilUs, candidates, filter, withParties, withOrigins, limit });
  return (await ask(scope, statement)).map(withOrigins ? toPlacedRow : toObservation);
}

/** Spans that started no later than the rows, newest first. */
function readSpans(
  scope: CallScope,
  options: Needs,
  fromUs: number | null,
  untilUs: number | null,
  limit: number,
): Promise<Observation[]> {
  return askSpans(scope, options, { fromUs, untilUs, limit });
}

/** Spans of the last rows: a span starts after its row. They are joined, but are calls of the page before. */
async function readLateSpans(
  scope: CallScope,
  options: Needs,
  untilUs: number | null,
  limit: number,
): Promise<Observation[]> {
  if (untilUs === null) return [];
  const late = { fromUs: untilUs + 1, untilUs: untilUs + lateStartUs, limit, oldestFirst: true };
  return await askSpans(scope, options, late);
}

type SpanWindow = { fromUs: number | null; untilUs: number | null; limit: number; oldestFirst?: boolean };

async function askSpans(
  scope: CallScope,
  { filter, withParties, attributes }: Needs,
  window: SpanWindow,
): Promise<Observation[]> {
  const { candidates, routeIds } = scope;
  const fromS = Math.max(scope.range.fromS, seconds(window.fromUs) ?? 0);
  const range = { fromS, toS: scope.range.toS + lateEndS };
  const { tags } = scope.gateway.deepflow;
  const statement = spansOfCalls({ tags, range, candidates, routeIds, filter, withParties, attributes, ...window });
  return (await ask(scope, statement)).map((row) => toSpan(row, attributes));
}

async function readOutbound(scope: CallScope, rows: readonly Observation[], withUpstreams: boolean) {
  const syscalls = [...new Set(rows.map(({ syscall }) => syscall))];
  const around = secondsAround(scope, rows);
  const { tags } = scope.gateway.deepflow;
  const found: Row[] = [];
  for (let at = 0; at < syscalls.length; at += mostIds) {
    const some = syscalls.slice(at, at + mostIds);
    found.push(...(await ask(scope, outboundOfCalls(tags, some, around, 2 * mostIds, { withUpstreams }))));
  }
  return found.map(withUpstreams ? toSent : toOutbound);
}

function ask({ gateway, signal }: Pick<CallScope, 'gateway' | 'signal'>, statement: Statement): Promise<Row[]> {
  return query(gateway, statement, { signal });
}

/** When a list or chart stops reading on, epoch ms: a slow DeepFlow gives less of the range, and the answer says so. */
export function readingEndsMs({ timeoutMs }: Pick<GatewayConfig, 'timeoutMs'>): number {
  return Date.now() + 2 * timeoutMs;
}

/** Seconds in which other rows of these calls can lie: none ends before its call starts, or long after its end. */
export function secondsAround({ range }: Pick<CallScope, 'range'>, seen: readonly Observation[]): Seconds {
  if (seen.length === 0) return range;
  const first = least(seen.map(({ startUs }) => startUs));
  const last = most(seen.map(({ endUs }) => endUs));
  return { fromS: Math.floor(first / 1e6) - 1, toS: Math.ceil(last / 1e6) + lateEndS };
}

function least(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
}

function most(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
}

function latest(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b);
}

function seconds(us: number | null): number | null {
  return us === null ? null : Math.floor(us / 1e6);
}
