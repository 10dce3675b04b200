import 'server-only';
import type { Filtered } from '@/lib/deepflow/call-filter';
import type { CallFilter } from '@/lib/deepflow/dto';
import type { JoinedCall, Observation } from '@/lib/deepflow/join-calls';
import type { Upstream } from '@/lib/deepflow/upstreams';

export type ScanOptions = {
  filter: CallFilter;
  /** Start with calls of this start or before, epoch µs; null: with the newest. */
  untilUs: number | null;
  /** With names of client and server, and with the trace ids of calls that have no span. */
  withParties: boolean;
  /** With where the gateway sent each call. */
  withUpstreams?: boolean;
  /** With pod and region of the client, as `extra` of the row. */
  withOrigins?: boolean;
  /** Attributes to read of the gateway's span, as its `extra`; those that the filter names are read anyway. */
  attributes?: readonly string[];
  /** Rows of the first chunk, and of the others. */
  firstChunk: number;
  chunk: number;
};

export type Needs = Required<ScanOptions>;

/** What the filter is to be decided by is read as well. */
export function withNeeds(options: ScanOptions): Needs {
  const { filter, withParties, withUpstreams, withOrigins, attributes = [] } = options;
  const { client, clientPod, upstream, upstreamPod, trace, attr = [] } = filter;
  return {
    ...options,
    withParties: withParties || client !== undefined || trace !== undefined,
    withUpstreams: withUpstreams === true || upstream !== undefined || upstreamPod !== undefined,
    withOrigins: withOrigins === true || clientPod !== undefined,
    attributes: [...new Set([...attributes, ...attr.map(({ name }) => name)])],
  };
}
/** A call with where it was sent, if that was asked for. */
export type Known = JoinedCall & { upstreams?: readonly Upstream[] };

/** What a filter decides a call by; `seen` is the observation that stands for it. */
export function factsOf(seen: Observation, { row, span, traceIds, upstreams }: Known): Filtered {
  return {
    ...seen,
    host: seen.host || (span?.host ?? ''),
    clientPod: row?.extra?.pod_0 ?? '',
    upstreams: upstreams ?? [],
    traceIds,
    attributes: span === null ? null : (span.extra ?? {}),
  };
}
