import 'server-only';
import type { GatewayNumbers, NumbersOfRoutes } from '@/lib/deepflow/gateway-numbers';
import { basisOf, numbersOfRoute, prepareGatewayNumbers, type Reading } from '@/lib/deepflow/prepare-numbers';
import { emptyTally, tallyCall } from '@/lib/deepflow/tally-calls';
import type { GatewayConfig } from '@/lib/server/config';
import { processWide } from '@/lib/server/process-wide';
import { SharedReadings } from '@/lib/server/shared-readings';
import type { ResolvedRange } from '@/lib/telemetry/time-range';
import { readCalls } from './counted-calls';
import { gatewayScope } from './route-scope';

/** Smaller than for one route: while a chunk is decided, nobody else is answered. */
const chunk = 5000;
/** Who asks for the same range within this time gets the same reading. */
const freshMs = 10_000;
/** Lists that are sorted by a reading look for it every quarter of a minute. */
const keepMs = 60_000;
const mostKept = 4;
/** A range that ends within this time of the present moves with the clock. */
const presentMs = 60_000;

const readings = processWide('gateway-readings', () => new Map<string, SharedReadings<ResolvedRange, Reading>>());

function readingsOf(gateway: GatewayConfig): SharedReadings<ResolvedRange, Reading> {
  let shared = readings.get(gateway.id);
  if (!shared) {
    const read = (range: ResolvedRange, signal: AbortSignal) => readGateway(gateway, range, signal);
    shared = new SharedReadings({ read, isSame: isSameRange, freshMs, keepMs, most: mostKept });
    readings.set(gateway.id, shared);
  }
  return shared;
}

/** Of ranges that end at the present, those of one length are the same within some seconds: a sixtieth, 10 s at most. */
function isSameRange(one: ResolvedRange, other: ResolvedRange): boolean {
  const isPresent = Math.min(one.toMs, other.toMs) > Date.now() - presentMs;
  const slackMs = isPresent ? Math.min(freshMs, (other.toMs - other.fromMs) / 60) : 0;
  return Math.abs(one.fromMs - other.fromMs) <= slackMs && Math.abs(one.toMs - other.toMs) <= slackMs;
}

async function readGateway(gateway: GatewayConfig, range: ResolvedRange, signal: AbortSignal): Promise<Reading> {
  const scope = await gatewayScope(gateway, range, signal);
  const tally = emptyTally();
  const read = await readCalls(scope, { filter: {}, withParties: false, chunk }, (calls) => {
    for (const call of calls) tallyCall(tally, call);
  });
  return { range, tally, ...read };
}

/**
 * What all calls that reached the gateway in a range came to, and whose they were: each is counted once, for the route
 * that surely took it or for none. Viewers who ask for the same range within 10 s share one reading, and so do the
 * functions below.
 * Throws the problems of the Admin API and the querier.
 */
export async function gatewayNumbers(
  gateway: GatewayConfig,
  range: ResolvedRange,
  signal?: AbortSignal,
): Promise<GatewayNumbers> {
  return prepareGatewayNumbers(await readingsOf(gateway).get(range, signal));
}

/** The numbers of these routes alone. */
export async function numbersOfRoutes(
  gateway: GatewayConfig,
  { routeIds, ...range }: ResolvedRange & { routeIds: readonly string[] },
  signal?: AbortSignal,
): Promise<NumbersOfRoutes> {
  const reading = await readingsOf(gateway).get(range, signal);
  return { ...basisOf(reading), routes: routeIds.flatMap((routeId) => numbersOfRoute(reading, routeId) ?? []) };
}
