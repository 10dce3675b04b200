import 'server-only';
import { gatewayTarget, type JoinedCall, joinCalls, type Observation } from '@/lib/deepflow/join-calls';
import { ProblemError } from '@/lib/http/problem';
import type { GatewayConfig } from '@/lib/server/config';
import { gatewayProcesses } from './call-conditions';
import {
  type Base,
  outboundOfCalls,
  rowOfId,
  rowsOfTargets,
  type Seconds,
  spansOfTargets,
  type TargetQuery,
} from './call-statements';
import { toObservation, toOutbound } from './observations';
import { query } from './querier';
import type { Statement } from './sql';

/** Requests with the same target around one call: enough to tell it from its neighbours. */
const mostRows = 5000;
const beforeUs = 2_000_000;
const afterUs = 1_000_000;

/** The row of one call. Throws `not_found`. */
export async function readCall(gateway: GatewayConfig, callId: string, signal?: AbortSignal): Promise<Observation> {
  const [row] = await query(gateway, rowOfId(callId), { signal });
  if (row) return toObservation(row);
  throw new ProblemError({
    type: 'about:blank',
    title: 'No such call',
    status: 404,
    code: 'not_found',
    upstream: 'querier',
    field: 'callId',
    detail: 'DeepFlow has no row of this call; it may be older than what DeepFlow keeps.',
  });
}

/**
 * The other observation of one call: the gateway's span of a row, or the row of a span. Looked for among all requests
 * with the same target at that time, so that one of two equal requests does not take the other's.
 */
export async function joinOne(
  gateway: GatewayConfig,
  call: Observation,
  signal: AbortSignal | undefined,
): Promise<JoinedCall> {
  const isSpan = call.source === 'otel';
  const alone: JoinedCall = {
    row: isSpan ? null : call,
    span: isSpan ? call : null,
    traceIds: call.traceIds,
    routeId: call.routeId,
  };
  if (call.path === '' || (isSpan && call.routeId === null)) return alone;
  const { tags } = gateway.deepflow;
  const base: Base = { kind: 'ebpf', processes: gatewayProcesses, tags };
  const around = secondsOf(call, 5);
  const neighbours: TargetQuery = {
    targets: [isSpan ? call.path : gatewayTarget(call.path)],
    range: around,
    starts: { fromUs: call.startUs - beforeUs, untilUs: call.startUs + afterUs },
    limit: mostRows,
  };
  const read = async (statement: Statement) => (await query(gateway, statement, { signal })).map(toObservation);
  const [rows, spans] = await Promise.all([
    call.source === 'packet' ? [call] : read(rowsOfTargets(base, neighbours)),
    read(spansOfTargets(tags, neighbours)),
  ]);
  // Without spans there is nobody to tell apart, but what was sent upstream may know the call's trace.
  const bridges = spans.length > 0 ? rows : call.traceIds.length > 0 ? [] : [call];
  const syscalls = [...new Set(bridges.map(({ syscall }) => syscall).filter((syscall) => syscall !== '0'))];
  const outbound =
    syscalls.length === 0
      ? []
      : (await query(gateway, outboundOfCalls(tags, syscalls, around, 2 * mostRows), { signal })).map(toOutbound);
  const { calls } = joinCalls(rows, spans, outbound);
  return calls.find(({ row, span }) => (isSpan ? span : row)?.id === call.id) ?? alone;
}

/** The seconds of a call and some before; some after it too, since rows are filed under their end. */
export function secondsOf(call: Observation, beforeS: number): Seconds {
  return { fromS: Math.floor(call.startUs / 1e6) - beforeS, toS: Math.ceil(call.endUs / 1e6) + lateS(call) };
}

const switchingProtocols = 101;

/**
 * How many seconds after a call what belongs to it may end. The row of an upgrade to WebSocket ends with the
 * handshake, and the gateway's span with the connection.
 */
export function lateS({ status }: Observation): number {
  return status === switchingProtocols ? 3600 : 60;
}
