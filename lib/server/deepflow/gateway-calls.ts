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
/** Who asks for about the same range within this time gets the same reading. */
const freshMs = 10_000;
/** The very range that was read, as a list asks for more of its rows. What reaches DeepFlow later is left out so long. */
const sameMs = 120_000;
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
    shared = new SharedReadings({ read, answersForMs, keepMs, most: mostKept });
    readings.set(gateway.id, shared);
  }
  return shared;
}

/** Ranges that end at the present are about the same within some seconds: a sixtieth of them, 10 s at most. */
function answersForMs(read: ResolvedRange, asked: ResolvedRange): number {
  if (isSame(read, asked)) return sameMs;
  if (Math.min(read.toMs, asked.toMs) < Date.now() - presentMs) return 0;
  const slackMs = Math.min(freshMs, (asked.toMs - asked.fromMs) / 60);
  const isNear = Math.abs(read.fromMs - asked.fromMs) <= slackMs && Math.abs(read.toMs - asked.toMs) <= slackMs;
  return isNear ? freshMs : 0;
}

function isSame(one: ResolvedRange, other: ResolvedRange): boolean {
  return one.fromMs === other.fromMs && one.toMs === other.toMs;
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
  return {
    ...basisOf(reading),
    asked: routeIds,
    routes: routeIds.flatMap((routeId) => numbersOfRoute(reading, routeId) ?? []),
  };
}

/** The finished reading of exactly this range; null: it is not at hand. A list that is sorted by it begins none. */
export function readingAtHand(gateway: GatewayConfig, range: ResolvedRange): Reading | null {
  return readingsOf(gateway).known((read) => isSame(read, range));
}
