import { groupBy } from './group-by';
import { clockSlackUs, type JoinedCall, type Outbound } from './join-calls';

/** Where the gateway sent a call. */
export type Upstream = {
  /** Pod, process or address. */
  instance: string;
  /** Empty where it belongs to none. */
  service: string;
  /** Empty where it is none, or was not asked for. */
  pod: string;
};

/**
 * Where each call was sent, from the gateway's own requests. They share a system call id with the call's row, but an
 * event loop serves requests in turns, so that the id alone can belong to the request before: a request counts for a
 * call whose ids it carries, or else for the only call of that id during which it was sent. A call that the gateway
 * answered itself, or of which that cannot be said, is not in the answer.
 */
export function upstreamsOf(
  calls: readonly JoinedCall[],
  outbound: readonly Outbound[],
): ReadonlyMap<JoinedCall, readonly Upstream[]> {
  const bySyscall = groupBy(
    calls.filter(({ row }) => row !== null && row.syscall !== '0'),
    ({ row }) => row?.syscall,
  );
  const found = new Map<JoinedCall, Upstream[]>();
  for (const request of outbound) {
    const { sent } = request;
    if (!sent || sent.instance === '') continue;
    const during = (bySyscall.get(request.syscall) ?? []).filter((call) => wasSentDuring(call, sent.startUs));
    const named = during.filter((call) => carriesIds(call, request));
    const [call, other] = named.length > 0 ? named : during;
    if (!call || other || contradicts(call, request)) continue;
    const upstreams = found.get(call) ?? [];
    if (!upstreams.some(({ instance }) => instance === sent.instance))
      found.set(call, [...upstreams, { instance: sent.instance, service: sent.service, pod: sent.pod }]);
  }
  return found;
}

function wasSentDuring({ row }: JoinedCall, atUs: number): boolean {
  if (!row || atUs < row.startUs - clockSlackUs) return false;
  return row.durationUs === null || atUs <= row.endUs + clockSlackUs;
}

/** The gateway's span is the parent that its request names. */
function carriesIds({ span }: JoinedCall, { spanId }: Outbound): boolean {
  return span !== null && spanId !== '' && span.spanId === spanId;
}

/** It belongs to another trace, or to another span of the gateway. */
function contradicts({ row, span }: JoinedCall, { traceIds, spanId }: Outbound): boolean {
  const known = span?.traceIds ?? row?.traceIds ?? [];
  if (known.length > 0 && traceIds.length > 0) return !known.some((id) => traceIds.includes(id));
  return span !== null && span.spanId !== '' && spanId !== '' && span.spanId !== spanId;
}
