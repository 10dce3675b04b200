import 'server-only';
import { type FailureKind, failureKinds, type RouteNetwork } from '@/lib/deepflow/network';
import type { OwnPorts } from '@/lib/deepflow/own-apis';
import { ProblemError } from '@/lib/http/problem';
import type { GatewayConfig } from '@/lib/server/config';
import { upstreamProblem } from '@/lib/server/upstream';
import {
  type ConnectionRow,
  connectionNumbers,
  type NetworkGrid,
  networkGrid,
  observedTime,
} from '@/lib/telemetry/connection-numbers';
import { connectionsOfClients, connectionsToUpstreams } from './network-statements';
import { processBases } from './observed-base';
import { number, query, type Row, text } from './querier';
import { type RouteRange, type RouteScope, routeScope } from './route-scope';
import { newestWay } from './route-way';
import type { Statement } from './sql';
import { gatewayInstances } from './watch-statements';

/** The newest calls of a route tell its upstreams. */
const newestCalls = 1000;
/** Upstreams that are told apart; a route may have hundreds. */
const mostUpstreams = 8;
const mostInstances = 200;

/**
 * The connections from clients to the gateway and from there to the route's upstreams, by DeepFlow's own sums: they are of
 * all routes that share them.
 * Throws what routeScope and query throw; where only the calls cannot be read, the upstreams are unknown.
 */
export async function routeNetwork(
  gateway: GatewayConfig,
  range: RouteRange,
  signal?: AbortSignal,
): Promise<RouteNetwork> {
  const scope = await routeScope(gateway, range, signal);
  const [seen, way] = await Promise.all([instancesOf(scope), newestWay(scope, newestCalls)]);
  const gateways = seen.names.length > 0 ? seen.names : [...(way?.gateways ?? [])];
  const own = { names: gateways, tags: gateway.deepflow.tags };
  const known = [...(way?.upstreams ?? [])]
    .map(([instance, one]) => ({ instance, ...one }))
    .sort((a, b) => b.calls - a.calls || (a.instance < b.instance ? -1 : 1));
  const [shown, rest] = [known.slice(0, mostUpstreams), known.slice(mostUpstreams)];
  const names = (list: typeof known) => list.map(({ instance }) => instance);
  const read = async (grid: NetworkGrid) => {
    const some = async (list: unknown[], statement: () => Statement): Promise<Row[]> =>
      gateways.length === 0 || list.length === 0 ? [] : query(gateway, statement(), { signal });
    const [clients, upstreams, others] = await Promise.all([
      some(gateways, () => connectionsOfClients(own, seen.ports, grid)),
      some(shown, () => connectionsToUpstreams(own, names(shown), grid, { apart: true })),
      some(rest, () => connectionsToUpstreams(own, names(rest), grid, { apart: false })),
    ]);
    return { grid, clients, upstreams, others };
  };
  const { grid, clients, upstreams, others } = await readFinest(range, read);
  const observed = observedTime([...clients, ...upstreams, ...others].map(toConnections), grid);
  const numbersOf = (rows: readonly Row[]) => connectionNumbers(rows.map(toConnections), grid, observed);
  return {
    times: grid.times,
    stepS: grid.stepS,
    precision: grid.precision,
    gateways,
    clients: numbersOf(clients),
    upstreams: shown.map((one) => ({
      ...one,
      numbers: numbersOf(upstreams.filter((row) => text(row, 'auto_instance_1') === one.instance)),
    })),
    others: rest.length === 0 ? null : { instances: rest.length, numbers: numbersOf(others) },
    calls: way?.calls ?? null,
    completeToS: grid.completeToS,
    notices: scope.notices,
  };
}

/** A server may keep no table of seconds, or refuse it: then the minutes tell. */
async function readFinest<Read extends { clients: Row[]; upstreams: Row[] }>(
  range: RouteRange,
  read: (grid: NetworkGrid) => Promise<Read>,
): Promise<Read> {
  const finest = networkGrid(range, Date.now());
  const minutes = () => read(networkGrid(range, Date.now(), { least: '1m' }));
  if (finest.precision === '1m') return read(finest);
  try {
    const found = await read(finest);
    return found.clients.length + found.upstreams.length > 0 ? found : await minutes();
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'upstream_rejected') return minutes();
    throw error;
  }
}

/** Instances of the gateway and the ports on which it serves requests, other than its own APIs. */
async function instancesOf({ gateway, range, ownPorts, signal }: RouteScope) {
  for (const base of processBases(gateway)) {
    const rows = await query(gateway, gatewayInstances(base, range, mostInstances), { signal });
    if (rows.length === 0) continue;
    const served = rows.filter((row) => !isOwnPort(number(row, 'port'), ownPorts));
    return {
      names: unique(served.map((row) => text(row, 'auto_instance_1')).filter((instance) => instance !== '')),
      ports: unique(served.map((row) => number(row, 'port'))),
    };
  }
  return { names: [], ports: [] };
}

function isOwnPort(port: number, { admin, control, metrics }: OwnPorts): boolean {
  return [...admin, ...control, ...metrics].includes(port);
}

function unique<Of>(values: readonly Of[]): Of[] {
  return [...new Set(values)];
}

/** One row of `network.clients` and its kin. */
function toConnections(row: Row): ConnectionRow {
  const failures = failureKinds.map((kind) => [kind, amount(row, kind)] as const);
  return {
    timeS: number(row, 'bucket'),
    sent: amount(row, 'byte_tx'),
    received: amount(row, 'byte_rx'),
    packets: amount(row, 'packet'),
    opened: amount(row, 'new_flow'),
    retransmissions: amount(row, 'retrans'),
    zeroWindows: amount(row, 'zero_win'),
    failures: Object.fromEntries(failures) as Record<FailureKind, number>,
    rttMeanUs: measured(row, 'rtt_mean'),
    rttMaxUs: measured(row, 'rtt_highest'),
  };
}

/** A counter, which may come as floating point; nothing counted is 0. */
function amount(row: Row, name: string): number {
  return measured(row, name) ?? 0;
}

/** A delay, µs: DeepFlow has 0, or nothing, where none was measured. */
function measured(row: Row, name: string): number | null {
  const value = row[name];
  if (value === null || value === 0) return null;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  const found = value === undefined ? 'is missing' : `is ${typeof value}`;
  throw upstreamProblem('querier', 'upstream_contract', `Column ${name} ${found}.`, undefined, name);
}
