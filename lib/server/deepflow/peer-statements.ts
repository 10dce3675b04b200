import 'server-only';
import type { Seconds } from './call-statements';
import { ownColumns, ownEnd, type Side } from './own-end';
import type { OwnTags } from './own-tags';
import {
  asMicros,
  asText,
  bare,
  type Column,
  column,
  compare,
  counter,
  countRows,
  endsWithin,
  hasId,
  isText,
  oneOf,
  type Selected,
  type Statement,
  selectCalls,
} from './sql';

/** What tells which operation a row is of, and whether one of its ends is the gateway. */
export function operationOfRow(tags: OwnTags, id: string): Statement {
  const services = [bare('auto_service_0'), bare('auto_service_1')];
  const named = new Set(services.map(({ name }) => name));
  const places = [...ownColumns(tags, '_0'), ...ownColumns(tags, '_1')].filter(({ name }) => !named.has(name));
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
      ...services,
      ...places,
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
  /** The end that is the gateway, of a row of its own: others of one name are not its peers. Null: it is another's row. */
  own: { tags: OwnTags; side: Side } | null;
  range: Seconds;
  /** µs: those faster than this alone. */
  fasterThanUs: number | null;
};

/** l7_flow_log.type of a request with its answer. */
const session = 2;
/** Operations whose names differ only in what a statement cannot tell apart. */
const mostGroups = 10_000;

/**
 * How many there are, by all texts that are compared, under the names they have in `peers.row`: a text with a space or
 * the like may select others too.
 */
export function countOfPeers(query: PeerQuery): Statement {
  const { source, point, protocol, own, range, fasterThanUs } = query;
  const texts = comparedTexts(query);
  return selectCalls({
    name: 'peers.count',
    select: [countRows('n'), ...texts.map(({ selected }) => selected)],
    where: [
      endsWithin(range.fromS, range.toS),
      compare('signal_source', '=', source),
      isText('observation_point', point),
      compare('l7_protocol', '=', protocol),
      compare('type', '=', session),
      ...texts.map(({ of, text }) => isText(of, text)),
      ...(own === null ? [] : ownEnd(own.tags, own.side)),
      ...(fasterThanUs === null ? [] : [compare('response_duration', '<', fasterThanUs)]),
    ],
    groupBy: texts.map(({ selected }) => selected.name),
    orderBy: 'n',
    limit: mostGroups,
  });
}

/** What peers have in common beside numbers; services as far as they are known. */
export function comparedTexts({ method, endpoint, app, client, server }: PeerQuery): ComparedText[] {
  const services: ComparedText[] =
    app !== ''
      ? [{ of: 'app_service', text: app, selected: column('app_service', 'app') }]
      : [
          { of: 'auto_service_0' as const, text: client, selected: bare('auto_service_0') },
          { of: 'auto_service_1' as const, text: server, selected: bare('auto_service_1') },
        ].filter(({ text }) => text !== '');
  return [
    { of: 'request_type', text: method, selected: column('request_type', 'method') },
    { of: 'endpoint', text: endpoint, selected: column('endpoint', 'endpoint_name') },
    ...services,
  ];
}

type ComparedText = { of: Column; text: string; selected: Selected };

/** What agents reported of these connections, the oldest first; one that stays open is reported once a minute. */
export function reportsOfFlows(flowIds: readonly string[], range: Seconds, limit: number): Statement {
  return selectCalls({
    name: 'flows.reports',
    from: 'l4_flow_log',
    select: [
      asText('flow_id', 'flow'),
      asMicros('end_time', 'end_us'),
      counter('rtt'),
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
