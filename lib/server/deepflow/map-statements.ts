import 'server-only';
import type { MapEnd } from '@/lib/deepflow/service-map';
import { gatewaySpan } from './call-conditions';
import { type Base, observedAt, type Seconds } from './call-statements';
import { bucketOf, highestOf, meanOf, selectMetrics, summed } from './metric-statements';
import { ownEnd, ownSpan } from './own-end';
import type { OwnTags } from './own-tags';
import {
  bare,
  type Condition,
  compare,
  countRows,
  endsWithin,
  enumName,
  isOneOfTexts,
  isText,
  oneOf,
  type Selected,
  type Statement,
  selectCalls,
} from './sql';
import type { StatementName } from './statement-names';

/** Where calls are read from, or the gateway's spans where nothing else is. */
export type WatchedAt = Base | { kind: 'otel'; tags: OwnTags };

/** Services and instances of the gateway. */
export function gatewayPlaces(base: WatchedAt, range: Seconds, limit: number): Statement {
  return selectCalls({
    name: 'map.gateway_places',
    select: [bare('auto_service_1'), bare('auto_service_id_1'), bare('auto_instance_1'), countRows('n')],
    where: [endsWithin(range.fromS, range.toS), base.kind === 'otel' ? gatewaySpan(base.tags) : observedAt(base)],
    groupBy: ['auto_service_1', 'auto_service_id_1', 'auto_instance_1'],
    orderBy: 'n',
    limit,
  });
}

const ends: Selected[] = [
  bare('auto_service_0'),
  bare('auto_service_id_0'),
  bare('auto_service_1'),
  bare('auto_service_id_1'),
];
const seenAt: Selected[] = [bare('observation_point'), bare('signal_source'), bare('l7_protocol')];
const sums: Selected[] = [
  summed('request', 'requests'),
  summed('response', 'responses'),
  summed('client_error', 'client_errors'),
  summed('server_error', 'server_errors'),
  summed('timeout', 'timeouts'),
  meanOf('rrt', 'rrt_mean'),
  highestOf('rrt', 'rrt_longest'),
];

/** l7_protocol: names are looked up before nearly every request, and no service is meant by it. */
const dns = 120;

/** The gateway as DeepFlow's metrics have it: by the names of its services, its own tags, and what it was told by. */
export type GatewayEnd = { services: readonly string[]; tags: OwnTags; watchedAt: WatchedAt['kind'] };

function isGateway({ services, ...own }: GatewayEnd, side: '_0' | '_1'): Condition[] {
  return [isOneOfTexts(`auto_service${side}`, services), ...isOwn(own, side)];
}

/** Spans alone carry no tag of a place for certain. */
function isOwn({ tags, watchedAt }: Omit<GatewayEnd, 'services'>, side: '_0' | '_1'): Condition[] {
  return watchedAt === 'otel' ? ownSpan(tags, side) : ownEnd(tags, side);
}

export type EdgeQuery = { precision: '1s' | '1m'; range: Seconds; limit: number };

/**
 * Who called the gateway, the busiest first; without the requests to some ports.
 * Every point that saw a request has a row: who reads them counts one point an edge.
 */
export function edgesInto(
  gateway: GatewayEnd,
  { exceptPorts, ...query }: EdgeQuery & { exceptPorts: readonly number[] },
): Statement {
  const ports = exceptPorts.map((port) => compare('server_port', '!=', port));
  return edges('map.edges_into', query, [...isGateway(gateway, '_1'), ...ports], []);
}

/** The same of some ports alone, with the endpoints that were called. */
export function edgesIntoPorts(
  gateway: GatewayEnd,
  { ports, ...query }: EdgeQuery & { ports: readonly number[] },
): Statement {
  const where = [...isGateway(gateway, '_1'), oneOf('server_port', ports)];
  return edges('map.edges_into_ports', query, where, [bare('server_port'), bare('endpoint')]);
}

/** Whom the gateway called, the busiest first. */
export function edgesOutOfGateway(gateway: GatewayEnd, query: EdgeQuery): Statement {
  return edges('map.edges_out_of_gateway', query, isGateway(gateway, '_0'), []);
}

/** Whom these services called, the busiest first. */
export function edgesOutOf(services: readonly string[], query: EdgeQuery): Statement {
  return edges('map.edges_out_of', query, [isOneOfTexts('auto_service_0', services)], []);
}

function edges(
  name: StatementName,
  { precision, range, limit }: EdgeQuery,
  where: Condition[],
  more: Selected[],
): Statement {
  const tags = [...ends, ...seenAt, ...more];
  return selectMetrics({
    name,
    from: 'application_map',
    precision,
    select: [...tags, enumName('l7_protocol', 'protocol_name'), ...sums],
    where: [endsWithin(range.fromS, range.toS), compare('l7_protocol', '!=', dns), ...where],
    groupBy: tags.map((tag) => tag.name),
    orderBy: 'requests',
    limit,
  });
}

export type CourseQuery = EdgeQuery & {
  client: MapEnd;
  server: MapEnd;
  /** What tells the gateway, and the sides of the edge that are its; none where it goes from one service to another. */
  own: Omit<GatewayEnd, 'services'> & { sides: readonly ('_0' | '_1')[] };
  point: string;
  source: number;
  stepS: number;
  exceptPorts: readonly number[];
};

/** One edge at one point over time, oldest first. */
export function courseOfEdge(query: CourseQuery): Statement {
  const { precision, range, client, server, own, point, source, stepS, exceptPorts, limit } = query;
  return selectMetrics({
    name: 'map.course',
    from: 'application_map',
    precision,
    select: [bucketOf(stepS, 'at'), ...sums],
    where: [
      endsWithin(range.fromS, range.toS),
      compare('l7_protocol', '!=', dns),
      isText('observation_point', point),
      compare('signal_source', '=', source),
      ...isEnd('auto_service_0', 'auto_service_id_0', client),
      ...isEnd('auto_service_1', 'auto_service_id_1', server),
      ...own.sides.flatMap((side) => isOwn(own, side)),
      ...exceptPorts.map((port) => compare('server_port', '!=', port)),
    ],
    groupBy: ['at'],
    orderBy: 'at',
    order: 'ASC',
    limit,
  });
}

type ServiceColumn = 'auto_service_0' | 'auto_service_1';

function isEnd(column: ServiceColumn, idColumn: `auto_service_id_${0 | 1}`, { name, id }: MapEnd): Condition[] {
  return [isText(column, name), compare(idColumn, '=', id)];
}
