import { type QueryClient, queryOptions, skipToken } from '@tanstack/react-query';
import { type TraceOptions, telemetryKeys, traceUrl } from '@/lib/deepflow/queries';
import type { OpenedTrace } from './columns';
import type { TraceEngine, TraceSource } from './engine';
import { startTraceEngine } from './start-engine';

/** A trace to show: one of a call, or one in a file. */
export type TraceToOpen =
  | ({ kind: 'call'; gatewayId: string; callId: string } & TraceOptions)
  | { kind: 'file'; file: Blob; name: string; traceId?: string | undefined };

export type TraceInEngine = { opened: OpenedTrace; engine: TraceEngine };

/**
 * Opens a trace in an engine of its own. The engine lives as long as the query holds it: it is closed when the trace is
 * read anew and when nobody shows it any more. The cache holds columns only, and not for longer than they are shown.
 */
export function traceInEngineQuery(client: QueryClient, trace: TraceToOpen | null) {
  const queryKey = keyOf(trace);
  return queryOptions({
    queryKey,
    queryFn:
      trace === null
        ? skipToken
        : async ({ signal }): Promise<TraceInEngine> => {
            closeWithQueries(client);
            const engine = await startTraceEngine();
            try {
              return { opened: await engine.open(sourceOf(trace), signal), engine };
            } catch (error) {
              engine.close();
              throw error;
            }
          },
    gcTime: 0,
    staleTime: trace?.kind === 'file' ? Number.POSITIVE_INFINITY : 10_000,
    // A large trace that is read anew loses what was folded and selected by hand: only on demand.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    structuralSharing: false,
  });
}

function sourceOf(trace: TraceToOpen): TraceSource {
  return trace.kind === 'file' ? trace : { kind: 'url', url: traceUrl(trace.gatewayId, trace.callId, trace) };
}

const keyRoot = 'opened';

function keyOf(trace: TraceToOpen | null) {
  if (trace === null) return [keyRoot, 'none'] as const;
  return trace.kind === 'call'
    ? ([...telemetryKeys.trace(trace.gatewayId, trace.callId, trace), keyRoot] as const)
    : ([keyRoot, 'file', numberOf(trace.file), trace.traceId ?? null] as const);
}

const numbers = new WeakMap<Blob, number>();
let lastNumber = 0;

/** A file has no identity that can be a key. */
function numberOf(file: Blob): number {
  const known = numbers.get(file);
  if (known !== undefined) return known;
  numbers.set(file, ++lastNumber);
  return lastNumber;
}

const watched = new WeakSet<QueryClient>();

/** Closes engines that the cache lets go of. */
function closeWithQueries(client: QueryClient): void {
  if (watched.has(client)) return;
  watched.add(client);
  const engines = new Map<string, TraceEngine>();
  client.getQueryCache().subscribe(({ query, type }) => {
    if (!query.queryKey.includes(keyRoot)) return;
    const held = engines.get(query.queryHash);
    const now = type === 'removed' ? undefined : (query.state.data as TraceInEngine | undefined)?.engine;
    if (held === now) return;
    if (now === undefined) engines.delete(query.queryHash);
    else engines.set(query.queryHash, now);
    // Views learn of the new engine in their next render, which comes first.
    if (held !== undefined) setTimeout(() => held.close());
  });
}
