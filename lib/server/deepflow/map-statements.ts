import 'server-only';
import type { MapEnd } from '@/lib/deepflow/service-map';
import { gatewaySpan } from './call-conditions';
import { type Base, observedAt, type Seconds } from './call-statements';
import { bucketOf, highestOf, meanOf, selectMetrics, summed } from './metric-statements';
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
export type WatchedAt = Base | { kind: 'otel' };

/** Services and instances of the gateway. */
export function gatewayPlaces(base: WatchedAt, range: Seconds, limit: number): Statement {
  return selectCalls({
    name: 'map.gateway_places',
    select: [bare('auto_service_1'), bare('auto_service_id_1'), bare('auto_instance_1'), countRows('n')],
    where: [endsWithin(range.fromS, range.toS), base.kind === 'otel' ? gatewaySpan() : observedAt(base)],
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

export type EdgeQuery = { precision: '1s' | '1m'; range: Seconds; limit: number };

/**
 * Who called these services, the busiest first; without the requests to some ports.
 * Every point that saw a request has a row: who reads them counts one point an edge.
 */
export function edgesInto(
  services: readonly string[],
  { exceptPorts, ...query }: EdgeQuery & { exceptPorts: readonly number[] },
): Statement {
  const ports = exceptPorts.map((port) => compare('server_port', '!=', port));
  return edges('map.edges_into', query, [isOneOfTexts('auto_service_1', services), ...ports], []);
}

/** The same of some ports alone, with the endpoints that were called. */
export function edgesIntoPorts(
  services: readonly string[],
  { ports, ...query }: EdgeQuery & { ports: readonly number[] },
): Statement {
  const where = [isOneOfTexts('auto_service_1', services), oneOf('server_port', ports)];
  return edges('map.edges_into_ports', query, where, [bare('server_port'), bare('endpoint')]);
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
  point: string;
  source: number;
  stepS: number;
  exceptPorts: readonly number[];
};

/** One edge at one point over time, oldest first. */
export function courseOfEdge(query: CourseQuery): Statement {
  const { precision, range, client, server, point, source, stepS, exceptPorts, limit } = query;
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
