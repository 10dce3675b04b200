import 'server-only';
import { gatewaySpan } from './call-conditions';
import { type Base, observedAt, type Seconds } from './call-statements';
import { epochSeconds, selectMetrics } from './metric-statements';
import type { OwnTags } from './own-tags';
import { asMicros, asText, bare, column, countRows, endsWithin, type Statement, selectCalls } from './sql';

// Whether DeepFlow watches anything, or the gateway; since and until when, and where.

/** The probe by which DeepFlow's own app finds queriers: it goes all the way to the table of calls. */
export const querierProbe: Statement = {
  name: 'status.probe',
  db: 'flow_log',
  dataPrecision: null,
  sql: 'select 1 from l7_flow_log limit 1',
};

/** One row, if the gateway's process was observed at all in these seconds. */
export function anyRow(base: Base, range: Seconds): Statement {
  return selectCalls({
    name: 'calls.any_row',
    select: [asText('_id', 'id')],
    where: [endsWithin(range.fromS, range.toS), observedAt(base)],
    limit: 1,
  });
}

/** One row of anything that DeepFlow saw in these seconds, whoever's it was. */
export function anySeen(range: Seconds): Statement {
  return selectCalls({
    name: 'calls.any_seen',
    select: [asMicros('end_time', 'end_us')],
    where: [endsWithin(range.fromS, range.toS)],
    limit: 1,
  });
}

/** The newest of these. Every row of the range is sorted for it. */
export function newestRow(range: Seconds): Statement {
  return selectCalls({
    name: 'calls.newest',
    select: [asMicros('end_time', 'end_us')],
    where: [endsWithin(range.fromS, range.toS)],
    orderBy: 'end_us',
    limit: 1,
  });
}

/**
 * The oldest of these. Rows lie in the order of their seconds (deepflow
 * server/ingester/flow_log/dbwriter/flowlog_writer.go, `orderKeys`), so that none is sorted for it.
 */
export function oldestRow(range: Seconds): Statement {
  return selectCalls({
    name: 'calls.oldest',
    select: [bare('time'), asMicros('end_time', 'end_us')],
    where: [endsWithin(range.fromS, range.toS)],
    orderBy: 'time',
    order: 'ASC',
    limit: 1,
  });
}

/** The oldest of DeepFlow's sums of these seconds. They lie in the order of their time, too (libs/flow-metrics/tag.go). */
export function oldestSums(precision: '1s' | '1m', range: Seconds): Statement {
  return selectMetrics({
    name: 'map.oldest',
    from: 'application_map',
    precision,
    select: [bare('time'), epochSeconds('at')],
    where: [endsWithin(range.fromS, range.toS)],
    groupBy: [],
    orderBy: 'time',
    order: 'ASC',
    limit: 1,
  });
}

/** One row, if the gateway sent any span in these seconds. */
export function anySpan(tags: OwnTags, range: Seconds): Statement {
  return selectCalls({
    name: 'calls.any_span',
    select: [asText('_id', 'id')],
    where: [endsWithin(range.fromS, range.toS), gatewaySpan(tags)],
    limit: 1,
  });
}

/** Addresses of the gateway's pods, as far as its spans tell them. */
export function gatewayAddresses(tags: OwnTags, range: Seconds): Statement {
  return selectCalls({
    name: 'calls.gateway_addresses',
    select: [bare('ip_1'), countRows('n')],
    where: [endsWithin(range.fromS, range.toS), gatewaySpan(tags)],
    groupBy: ['ip_1'],
    orderBy: 'n',
    limit: 20,
  });
}

/** Where the gateway's process was seen to serve requests, and on which ports; most requests first. */
export function gatewayInstances(base: Base, range: Seconds, limit: number): Statement {
  return selectCalls({
    name: 'calls.gateway_instances',
    select: [bare('auto_instance_1'), column('server_port', 'port'), countRows('n')],
    where: [endsWithin(range.fromS, range.toS), observedAt(base)],
    groupBy: ['auto_instance_1', 'port'],
    orderBy: 'n',
    limit,
  });
}
