import 'server-only';
import type { Seconds } from './call-statements';
import {
  asMicros,
  asText,
  bare,
  type Condition,
  closeTypeName,
  column,
  compare,
  counter,
  countRows,
  endsWithin,
  hasId,
  isText,
  oneOf,
  type Statement,
  selectCalls,
} from './sql';

/** What tells which operation a row is of. */
export function operationOfRow(id: string): Statement {
  return selectCalls({
    name: 'peers.row',
    select: [
      asText('_id', 'id'),
      column('signal_source', 'source'),
      column('observation_point', 'point'),
      asMicros('end_time', 'end_us'),
      column('response_duration', 'duration_us'),
      column('type', 'kind'),
      column('l7_protocol', 'protocol_no'),
      column('request_type', 'method'),
      column('endpoint', 'endpoint_name'),
      column('app_service', 'app'),
      bare('auto_service_0'),
      bare('auto_service_1'),
    ],
    where: [hasId(id)],
    limit: 1,
  });
}

/** Rows of one operation at one point; `method`, `endpoint` and the services as the row has them. */
export type PeerQuery = {
  source: number;
  point: string;
  protocol: number;
  method: string;
  endpoint: string;
  /** The service by the span's own word, else by where it was seen; client and server. */
  app: string;
  client: string;
  server: string;
  range: Seconds;
  /** µs: those faster than this alone. */
  fasterThanUs: number | null;
};

/** l7_flow_log.type of a request with its answer. */
const session = 2;

/** How many there are. */
export function countOfPeers(query: PeerQuery): Statement {
  const { source, point, protocol, method, endpoint, app, client, server, range, fasterThanUs } = query;
  const services: Condition[] =
    app !== ''
      ? [isText('app_service', app)]
      : [
          ...(client === '' ? [] : [isText('auto_service_0', client)]),
          ...(server === '' ? [] : [isText('auto_service_1', server)]),
        ];
  return selectCalls({
    name: 'peers.count',
    select: [countRows('n')],
    where: [
      endsWithin(range.fromS, range.toS),
      compare('signal_source', '=', source),
      isText('observation_point', point),
      compare('l7_protocol', '=', protocol),
      compare('type', '=', session),
      isText('request_type', method),
      isText('endpoint', endpoint),
      ...services,
      ...(fasterThanUs === null ? [] : [compare('response_duration', '<', fasterThanUs)]),
    ],
    limit: 1,
  });
}

/** What agents reported of these connections, the oldest first; one that stays open is reported once a minute. */
export function reportsOfFlows(flowIds: readonly string[], range: Seconds, limit: number): Statement {
  return selectCalls({
    name: 'flows.reports',
    from: 'l4_flow_log',
    select: [
      asText('flow_id', 'flow'),
      asMicros('end_time', 'end_us'),
      closeTypeName('closed'),
      counter('rtt'),
      counter('srt_sum'),
      counter('srt_count'),
      counter('art_sum'),
      counter('art_count'),
      counter('retrans_tx'),
      counter('retrans_rx'),
      counter('retrans_syn'),
      counter('retrans_synack'),
      counter('zero_win_tx'),
      counter('zero_win_rx'),
      counter('byte_tx'),
      counter('byte_rx'),
      counter('packet_tx'),
      counter('packet_rx'),
    ],
    where: [endsWithin(range.fromS, range.toS), oneOf('flow_id', flowIds)],
    orderBy: 'end_us',
    order: 'ASC',
    limit,
  });
}
