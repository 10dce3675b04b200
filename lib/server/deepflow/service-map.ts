import 'server-only';
import { edgesOfRows, type MapRow, nodeOfEnd, nodesOf } from '@/lib/deepflow/build-map';
import { foldLeastBusy } from '@/lib/deepflow/fold-map';
import { idOfEnd, type MapEnd, type MapNode, type MapNotice, type ServiceMap } from '@/lib/deepflow/service-map';
import { ProblemError } from '@/lib/http/problem';
import type { GatewayConfig } from '@/lib/server/config';
import { findGateway, type GatewayPlaces } from './gateway-places';
import { keptFrom } from './kept-from';
import { keptStretch } from './kept-stretch';
import { type MapReader, readInto, readOutOf, readOutOfGateway } from './map-rows';
import { type MetricStretch, metricStretch } from './metric-stretch';

export type MapQuery = { fromMs: number; toMs: number };

/** Calls are followed this far behind the gateway's upstreams. */
const levelsBehind = 3;
/** More nodes than these are no picture any more: the least busy become one. */
const mostNodes = 400;
/** Services that one level asks for: their names stand in the statement. */
const mostAsked = 300;
/** `auto_service_type` of a cloud host and of a Kubernetes node. */
const hostTypes = [1, 14];

/**
 * Clients → gateway → upstreams, and what these call, from DeepFlow's metrics over the part of the range that they tell
 * (`counted`). Each edge is counted at one observation point. Without anything that watches the gateway the map is empty
 * and says so. Throws what `query` throws.
 */
export async function gatewayMap(gateway: GatewayConfig, asked: MapQuery, signal?: AbortSignal): Promise<ServiceMap> {
  const places = await findGateway({ gateway, range: secondsOf(asked), signal });
  if (places === null) return emptyMap({ gateway, asked, signal });
  const gateways = new Set(places.services.map(idOfEnd));
  const { stretch, into, out } = await readAround({ gateway, asked, places, signal });
  const reader = { gateway, stretch, signal };
  const behind = await readBehind(reader, gateways, out.rows);
  const rows = [...into.rows, ...withoutServers(out.rows, gateways), ...withoutServers(behind.rows, gateways)];
  const edges = edgesOfRows(rows, gateways);
  const nodes = nodesOf(edges, nodesById(rows, places, gateways), gateways);
  const graph = foldLeastBusy({ nodes, edges }, mostNodes);
  return {
    nodes: [...graph.nodes],
    edges: [...graph.edges],
    counted: countedOf(stretch),
    keptFromS: stretch.keptFromS,
    source: places.watchedAt,
    route: null,
    notices: stretch.isKept ? noticesOf(places, into.isCut || out.isCut || behind.isCut) : ['not_kept'],
  };
}

export function secondsOf({ fromMs, toMs }: MapQuery) {
  return { fromS: Math.floor(fromMs / 1000), toS: Math.floor((toMs - 1) / 1000) };
}

type Around = { gateway: GatewayConfig; asked: MapQuery; places: GatewayPlaces; signal: AbortSignal | undefined };

/**
 * The gateway's own edges, of what is kept of the range. A server may keep no table of seconds, or less of it than of
 * minutes, or refuse it: then the minutes tell, as far as they tell more.
 */
export async function readAround({ gateway, asked, places, signal }: Around) {
  const gateways = new Set(places.services.map(idOfEnd));
  const read = async (stretch: MetricStretch) => {
    const reader = { gateway, stretch, signal };
    const [kept, into, out] = await Promise.all([
      keptStretch(gateway, stretch, signal),
      readInto(reader, places.end),
      readOutOfGateway(reader, places.end),
    ]);
    // Another service may have the gateway's name.
    const called = into.rows.filter(({ server }) => gateways.has(idOfEnd(server)));
    const calling = out.rows.filter(({ client }) => gateways.has(idOfEnd(client)));
    const isEmpty = called.length + calling.length === 0;
    return {
      isEmpty,
      // What is there is kept, whatever was told a minute ago.
      stretch: { ...kept, isKept: kept.isKept || !isEmpty },
      into: { ...into, rows: inSeconds(called, kept.seconds) },
      out: { ...out, rows: inSeconds(calling, kept.seconds) },
    };
  };
  const finest = metricStretch(asked);
  if (finest.precision === '1m') return read(finest);
  const minutes = metricStretch(asked, { least: '1m' });
  const found = await read(finest).catch((error: unknown) => {
    if (error instanceof ProblemError && error.problem.code === 'upstream_rejected') return null;
    throw error;
  });
  if (found === null) return read(minutes);
  if (!found.isEmpty && found.stretch.keptFromS === null) return found;
  try {
    const coarse = await read(minutes);
    const beginsEarlier = coarse.stretch.range.fromS < found.stretch.range.fromS;
    const tellsMore = coarse.isEmpty ? !found.stretch.isKept : found.isEmpty || beginsEarlier;
    return tellsMore ? coarse : found;
  } catch (error) {
    if (found.isEmpty || !(error instanceof ProblemError)) throw error;
    return found;
  }
}

/** The rates of rows that were read of a longer stretch than anything is kept of. */
function inSeconds(rows: readonly MapRow[], seconds: number): MapRow[] {
  return rows.map((row) => ({ ...row, numbers: { ...row.numbers, perSecond: row.numbers.requests / seconds } }));
}

/** What the called services call in turn, level by level; each service is asked for once. */
export async function readBehind(reader: MapReader, gateways: ReadonlySet<string>, first: readonly MapRow[]) {
  const asked = new Set(gateways);
  const rows: MapRow[] = [];
  let isCut = false;
  let last = first;
  for (let level = 0; level < levelsBehind; level++) {
    const fresh = new Map<string, MapEnd>();
    for (const { server } of last) if (!asked.has(idOfEnd(server))) fresh.set(idOfEnd(server), server);
    const wanted = [...fresh].slice(0, mostAsked);
    if (wanted.length === 0) break;
    isCut ||= wanted.length < fresh.size;
    const found = await readOutOf(reader, [...new Set(wanted.map(([, { name }]) => name))]);
    isCut ||= found.isCut;
    for (const [id] of wanted) asked.add(id);
    const ids = new Set(wanted.map(([id]) => id));
    // Another service may have the name of one that is asked for.
    last = found.rows.filter(({ client }) => ids.has(idOfEnd(client)));
    rows.push(...last);
  }
  return { rows, isCut };
}

/** What leads to a gateway is read as such, and would be counted twice. */
export function withoutServers(rows: readonly MapRow[], ids: ReadonlySet<string>): MapRow[] {
  return rows.filter(({ server }) => !ids.has(idOfEnd(server)));
}

export function nodesById(
  rows: readonly MapRow[],
  places: GatewayPlaces,
  gateways: ReadonlySet<string>,
): Map<string, MapNode> {
  const ends = [...places.services, ...rows.flatMap(({ client, server }) => [client, server])];
  return new Map(ends.map((end) => [idOfEnd(end), nodeOfEnd(end, gateways)]));
}

export function countedOf({ range, precision }: MetricStretch): ServiceMap['counted'] {
  return { fromMs: range.fromS * 1000, toMs: (range.toS + 1) * 1000, precision };
}

export function noticesOf({ watchedAt, services }: GatewayPlaces, isCut: boolean): MapNotice[] {
  return [
    ...(watchedAt === 'ebpf' ? [] : (['no_ebpf'] as const)),
    ...(services.some(({ type }) => hostTypes.includes(type)) ? (['shared_host'] as const) : []),
    ...(isCut ? (['rows_cut'] as const) : []),
  ];
}

/** The map where no gateway was found: nothing watches it, or it was called when nothing is kept of any more. */
export async function emptyMap({ gateway, asked, signal }: Omit<Around, 'places'>): Promise<ServiceMap> {
  const range = secondsOf(asked);
  const keptFromS = await keptFrom({ gateway, range, signal });
  return {
    nodes: [],
    edges: [],
    counted: countedOf(metricStretch(asked)),
    keptFromS: null,
    source: null,
    route: null,
    notices: (keptFromS ?? 0) > range.toS ? ['not_kept'] : ['no_ebpf', 'no_otel'],
  };
}
