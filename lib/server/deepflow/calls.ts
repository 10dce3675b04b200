import 'server-only';
import { z } from 'zod';
import type { Call, CallFilter, CallNotice, CallPage, CallSource, SpanKind } from '@/lib/deepflow/dto';
import type { GatewayConfig } from '@/lib/server/config';
import { packetsOfCalls, type Seconds, signalsOfTraces } from './call-statements';
import { keptFrom } from './kept-from';
import { traceIdsOf } from './observations';
import { number, query } from './querier';
import { type RouteRange, routeScope } from './route-scope';
import { type Chunk, type RouteCall, readingEndsMs, scanCalls, secondsAround } from './scan';
import { textBatches } from './sql';
import { anySpan } from './watch-statements';

/** Rows that one page may cost: beyond them the page ends, and says so. */
const mostRows = 20_000;

export type CallQuery = RouteRange & {
  filter: CallFilter;
  /** From the page before; null: from the newest on. */
  cursor: string | null;
  limit: number;
};

/**
 * One page of a route's calls that ended from `fromMs` on and before `toMs`, newest start first.
 * Throws ProblemError: `not_found` for an unknown route, and the problems of the Admin API and the querier.
 */
export async function listCalls(
  gateway: GatewayConfig,
  { filter, cursor, limit, ...range }: CallQuery,
  signal?: AbortSignal,
): Promise<CallPage> {
  const scope = await routeScope(gateway, range, signal);
  const endsMs = readingEndsMs(gateway);
  const position = cursor === null ? null : parseCursor(cursor);
  const seen = new Set(position?.ids);
  const found: RouteCall[] = [];
  const total = {
    rows: 0,
    otherRoutes: 0,
    sawSpans: false,
    base: null as Chunk['base'],
    doneToUs: null as number | null,
  };
  const chunks = scanCalls(scope, {
    filter,
    untilUs: position?.untilUs ?? null,
    withParties: true,
    firstChunk: Math.max(2 * limit, 200),
    chunk: 1000,
  });
  for await (const chunk of chunks) {
    total.rows += chunk.rowsRead;
    total.otherRoutes += chunk.otherRoutes;
    total.sawSpans ||= chunk.sawSpans;
    total.base = chunk.base;
    total.doneToUs = chunk.doneToUs;
    for (const call of chunk.calls) if (!seen.has(call.seen.id)) found.push(call);
    if (found.length > limit || total.rows >= mostRows || Date.now() > endsMs) break;
  }
  const page = found.slice(0, limit);
  const calls = await withKinds(gateway, page, scope.range, signal);
  const isCut = found.length <= limit && total.doneToUs !== null;
  const hasOtel =
    total.sawSpans || (await query(gateway, anySpan(gateway.deepflow.tags, scope.range), { signal })).length > 0;
  const older = found.length > limit ? cursorAfter(page, position) : isCut ? `${total.doneToUs}` : null;
  const keptFromS = older === null ? await keptFrom(scope) : null;
  const isKept = (keptFromS ?? 0) <= scope.range.toS;
  return {
    calls,
    cursor: older,
    source: sourceOf(total.base, total.sawSpans),
    otherRoutes: total.otherRoutes,
    keptFromS,
    notices: [
      ...new Set([
        ...scope.notices,
        ...noticesOf({ isAmbiguous: page.some(isAmbiguous), base: total.base, hasOtel, isCut, isKept }),
      ]),
    ],
  };
}

/** What the numbers of a page or chart rest on. */
export function sourceOf(base: Chunk['base'], sawSpans: boolean): CallSource {
  if (base === 'packet') return 'packet';
  if (base === null) return 'otel';
  return sawSpans ? 'ebpf+otel' : 'ebpf';
}

export function noticesOf(found: {
  /** Some of the calls could be another route's. */
  isAmbiguous: boolean;
  base: Chunk['base'];
  hasOtel: boolean;
  isCut: boolean;
  /** Whether DeepFlow keeps any of the range: of what it does not nothing else can be said. */
  isKept: boolean;
}): CallNotice[] {
  if (!found.isKept) return ['not_kept'];
  return [
    ...(found.base === 'ebpf' ? [] : (['no_ebpf'] as const)),
    ...(found.hasOtel ? [] : (['no_otel'] as const)),
    ...(found.isAmbiguous ? (['ambiguous'] as const) : []),
    ...(found.isCut ? (['scan_limit'] as const) : []),
  ];
}

/** Whether several routes could have taken it. */
export function isAmbiguous({ attribution }: Pick<RouteCall, 'attribution'>): boolean {
  return attribution.kind === 'ambiguous' && attribution.candidates.length > 0;
}

/** The form of one call for the browser; kinds are those that its own rows show. */
function toCall({ row, span, seen, traceIds, attribution }: RouteCall): Call {
  const kinds: SpanKind[] = [
    ...(span ? (['A'] as const) : []),
    ...(row?.source === 'ebpf' ? (['S'] as const) : []),
    ...(row?.source === 'packet' ? (['N'] as const) : []),
  ];
  return {
    id: seen.id,
    startUs: seen.startUs,
    durationUs: seen.durationUs,
    method: seen.method,
    host: seen.host || (span?.host ?? ''),
    path: seen.path,
    status: seen.status,
    outcome: seen.outcome,
    requestBytes: seen.requestBytes,
    responseBytes: seen.responseBytes,
    client: seen.client,
    server: seen.server,
    traceId: traceIds[0] ?? null,
    kinds,
    source: seen.source,
    attribution,
  };
}

/** The calls for the browser, with the kinds of spans that other rows of the same requests have; two bounded look-ups for a whole page. */
export async function withKinds(
  gateway: GatewayConfig,
  calls: readonly RouteCall[],
  range: Seconds,
  signal: AbortSignal | undefined,
): Promise<Call[]> {
  const around = secondsAround(
    { range },
    calls.map(({ seen }) => seen),
  );
  const [packets, signals] = await Promise.all([
    packetsSeen(gateway, calls, around, signal),
    signalsSeen(gateway, calls, around, signal),
  ]);
  return calls.map((routeCall) => {
    const call = toCall(routeCall);
    const kinds = new Set(call.kinds);
    if (packets.has(routeCall.seen.tcpSeq)) kinds.add('N');
    for (const traceId of routeCall.traceIds) for (const kind of signals.get(traceId) ?? []) kinds.add(kind);
    return { ...call, kinds: allKinds.filter((kind) => kinds.has(kind)) };
  });
}

const allKinds: SpanKind[] = ['A', 'S', 'N'];
const kindOfSource = new Map<number, SpanKind>([
  [0, 'N'],
  [3, 'S'],
  [4, 'A'],
]);

async function packetsSeen(
  gateway: GatewayConfig,
  calls: readonly RouteCall[],
  around: Seconds,
  signal: AbortSignal | undefined,
): Promise<ReadonlySet<number>> {
  const wanted = new Set(calls.flatMap(({ seen }) => (seen.tcpSeq > 0 ? [seen.tcpSeq] : [])));
  if (wanted.size === 0) return wanted;
  const rows = await query(gateway, packetsOfCalls([...wanted], around, wanted.size), { signal });
  return new Set(rows.map((row) => number(row, 'seq')));
}

async function signalsSeen(
  gateway: GatewayConfig,
  calls: readonly RouteCall[],
  around: Seconds,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, SpanKind[]>> {
  const wanted = new Set(calls.flatMap(({ traceIds }) => traceIds));
  const found = new Map<string, SpanKind[]>();
  // Clients choose trace ids, and how long they are.
  for (const traceIds of textBatches(wanted))
    for (const row of await query(gateway, signalsOfTraces(traceIds, around, 10_000), { signal })) {
      const kind = kindOfSource.get(number(row, 'source'));
      if (kind) for (const traceId of traceIdsOf(row)) found.set(traceId, [...(found.get(traceId) ?? []), kind]);
    }
  return found;
}

type Position = { untilUs: number; ids: string[] };

const latestUs = Date.UTC(2100, 0) * 1000;
const cursorSchema = z
  .string()
  .regex(/^\d{1,16}(~\d{1,20}){0,500}$/, 'is not a cursor of this list')
  .transform((text): Position => {
    const [untilUs = '', ...ids] = text.split('~');
    return { untilUs: Number(untilUs), ids };
  })
  .refine(({ untilUs }) => untilUs < latestUs, 'is not a cursor of this list');

function parseCursor(cursor: string): Position {
  return z.object({ cursor: cursorSchema }).parse({ cursor }).cursor;
}

/** The start of the last call, and the calls with that very start which were shown already. */
function cursorAfter(page: readonly RouteCall[], before: Position | null): string | null {
  const untilUs = page.at(-1)?.seen.startUs;
  if (untilUs === undefined) return null;
  const shown = page.filter(({ seen }) => seen.startUs === untilUs).map(({ seen }) => seen.id);
  return [untilUs, ...(before?.untilUs === untilUs ? before.ids : []), ...shown].join('~');
}
