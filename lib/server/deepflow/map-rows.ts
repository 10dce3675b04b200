import 'server-only';
import type { MapRow } from '@/lib/deepflow/build-map';
import { isOwnApi, type OwnPorts } from '@/lib/deepflow/own-apis';
import type { MapEdge, MapNumbers } from '@/lib/deepflow/service-map';
import type { GatewayConfig } from '@/lib/server/config';
import { endOf } from './gateway-places';
import {
  type EdgeQuery,
  edgesInto,
  edgesIntoPorts,
  edgesOutOf,
  edgesOutOfGateway,
  type GatewayEnd,
} from './map-statements';
import type { MetricStretch } from './metric-stretch';
import { maybeDecimal, number, query, type Row, text } from './querier';
import { ownPortsOf } from './route-scope';
import type { Statement } from './sql';

/** `signal_source` of flow_metrics. */
export const signalSources: Record<MapEdge['source'], number> = { packet: 0, ebpf: 3, otel: 4 };

/** Groups of ends, point and protocol: those of a few hundred services. */
const mostRows = 5000;

export type MapReader = {
  gateway: GatewayConfig;
  stretch: MetricStretch;
  signal: AbortSignal | undefined;
};

export type ReadRows = { rows: MapRow[]; isCut: boolean };

/** Who called the gateway; requests to the gateway's own APIs are none of its routes' and are left out. */
export async function readInto(reader: MapReader, gateway: GatewayEnd): Promise<ReadRows> {
  const own = ownPortsOf(reader.gateway);
  const ports = allPorts(own);
  const [routed, atOwnPorts] = await Promise.all([
    ask(reader, edgesInto(gateway, { ...queryOf(reader), exceptPorts: ports })),
    ask(reader, edgesIntoPorts(gateway, { ...queryOf(reader), ports })),
  ]);
  // A gateway may serve its routes on a port that another keeps for an API.
  const served = atOwnPorts.filter(
    (row) => !isOwnApi({ path: pathOf(text(row, 'endpoint')), port: number(row, 'server_port') }, own),
  );
  return toRows([routed, served], reader);
}

/** Whom the gateway called. */
export async function readOutOfGateway(reader: MapReader, gateway: GatewayEnd): Promise<ReadRows> {
  return toRows([await ask(reader, edgesOutOfGateway(gateway, queryOf(reader)))], reader);
}

/** Whom services called. */
export async function readOutOf(reader: MapReader, services: readonly string[]): Promise<ReadRows> {
  return toRows([await ask(reader, edgesOutOf(services, queryOf(reader)))], reader);
}

/** Ports that one of the gateway's own APIs may be served at. */
export function allPorts({ admin, control, metrics }: OwnPorts): number[] {
  return [...new Set([...admin, ...control, ...metrics])].sort((a, b) => a - b);
}

/** An endpoint is the first two parts of a path (DeepFlow's default), and the path of one of these APIs is longer. */
function pathOf(endpoint: string): string {
  return endpoint === '/apisix/prometheus' ? `${endpoint}/metrics` : `${endpoint}/`;
}

function queryOf({ stretch: { precision, range } }: MapReader): EdgeQuery {
  return { precision, range, limit: mostRows };
}

function ask({ gateway, signal }: MapReader, statement: Statement): Promise<Row[]> {
  return query(gateway, statement, { signal });
}

function toRows(answers: readonly Row[][], { stretch }: MapReader): ReadRows {
  return {
    rows: answers.flat().flatMap((row) => toMapRow(row, stretch.seconds) ?? []),
    isCut: answers.some((rows) => rows.length >= mostRows),
  };
}

/** Null: from a source that is none of the console's. */
function toMapRow(row: Row, seconds: number): MapRow | null {
  const signal = number(row, 'signal_source');
  const source = (Object.keys(signalSources) as MapEdge['source'][]).find((name) => signalSources[name] === signal);
  if (source === undefined) return null;
  return {
    client: endOf(row, 0),
    server: endOf(row, 1),
    point: text(row, 'observation_point'),
    source,
    protocol: number(row, 'l7_protocol') === 0 ? '' : text(row, 'protocol_name'),
    numbers: numbersOf(row, seconds),
  };
}

/** Sums of one row over so many seconds. A delay of zero is none: the querier writes it where nothing was measured. */
export function numbersOf(row: Row, seconds: number): MapNumbers {
  const requests = number(row, 'requests');
  return {
    requests,
    responses: number(row, 'responses'),
    perSecond: requests / seconds,
    clientErrors: number(row, 'client_errors'),
    serverErrors: number(row, 'server_errors'),
    timeouts: number(row, 'timeouts'),
    meanUs: maybeDecimal(row, 'rrt_mean') || null,
    maxUs: maybeDecimal(row, 'rrt_longest') || null,
  };
}
