import { groupBy } from './group-by';
import { clockSlackUs, type JoinedCall, type Outbound, type Try } from './join-calls';

/** Where the gateway sent a call. */
export type Upstream = {
  /** Pod, process or address. */
  instance: string;
  /** Empty where it belongs to none. */
  service: string;
  /** Empty where it is none, or was not asked for. */
  pod: string;
  /** Each request that was sent there: more than one where the gateway tried again. */
  tries: readonly Try[];
};

type Sent = Outbound & { sent: NonNullable<Outbound['sent']> };

/**
 * The gateway's own requests by the call that they were made for. They share a system call id with the call's row, but an
 * event loop serves requests in turns, so that the id alone can belong to the request before: a request counts for a
 * call whose ids it carries, or else for the only call of that id during which it was sent. A call that the gateway
 * answered itself, or of which that cannot be said, is not in the answer.
 */
export function sentFor<Of extends Outbound>(
  calls: readonly JoinedCall[],
  outbound: readonly Of[],
): ReadonlyMap<JoinedCall, readonly (Of & Sent)[]> {
  const bySyscall = groupBy(
    calls.filter(({ row }) => row !== null && row.syscall !== '0'),
    ({ row }) => row?.syscall,
  );
  const found = new Map<JoinedCall, (Of & Sent)[]>();
  for (const request of outbound) {
    if (!isPlaced(request)) continue;
    const during = (bySyscall.get(request.syscall) ?? []).filter((call) => wasSentDuring(call, request.sent.startUs));
    const named = during.filter((call) => carriesIds(call, request));
    const [call, other] = named.length > 0 ? named : during;
    if (!call || other || contradicts(call, request)) continue;
    found.set(call, [...(found.get(call) ?? []), request]);
  }
  return found;
}

function isPlaced<Of extends Outbound>(request: Of): request is Of & Sent {
  return request.sent !== undefined;
}

/** Where each call was sent, as far as `sentFor` can tell; each upstream once. */
export function upstreamsOf(
  calls: readonly JoinedCall[],
  outbound: readonly Outbound[],
): ReadonlyMap<JoinedCall, readonly Upstream[]> {
  const found = new Map<JoinedCall, readonly Upstream[]>();
  for (const [call, requests] of sentFor(calls, outbound)) {
    const named = groupBy(
      requests.filter(({ sent }) => sent.instance !== ''),
      ({ sent }) => sent.instance,
    );
    const upstreams = [...named].flatMap(([instance, [first, ...others]]): Upstream[] => {
      if (first === undefined) return [];
      const { service, pod } = first.sent;
      const tries = [first, ...others].map(({ sent: { durationUs, outcome } }) => ({ durationUs, outcome }));
      return [{ instance, service, pod, tries }];
    });
    if (upstreams.length > 0) found.set(call, upstreams);
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
