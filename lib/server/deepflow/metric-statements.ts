import 'server-only';
import { all, type Condition, type Selected, type Statement } from './sql';
import type { StatementName } from './statement-names';

/**
 * Statements over DeepFlow's own metrics (`flow_metrics`), by the rules of `sql.ts`. `application` and `network` have a
 * `role` and no observation point, their `_map` forms the other way round; a metric is summed or asked for its highest.
 */

const metricTables = ['application', 'application_map', 'network', 'network_map'] as const;
export type MetricTable = (typeof metricTables)[number];

/** Counters that the console sums. Sums of delays are not offered: `rrt` and the like are means already. */
const metricCounters: readonly string[] = [
  ...['request', 'response', 'client_error', 'server_error', 'timeout'],
  ...['byte', 'byte_tx', 'byte_rx', 'packet', 'packet_tx', 'packet_rx', 'new_flow', 'closed_flow'],
  ...['retrans', 'retrans_tx', 'retrans_rx', 'retrans_syn', 'retrans_synack'],
  ...['zero_win', 'zero_win_tx', 'zero_win_rx', 'tcp_establish_fail', 'client_establish_fail'],
  ...['server_establish_fail', 'tcp_transfer_fail', 'tcp_rst_fail', 'tcp_timeout', 'server_queue_lack'],
  ...['client_rst_flow', 'server_rst_flow', 'server_reset', 'client_source_port_reuse', 'server_syn_miss'],
  ...['client_ack_miss', 'client_establish_other_rst', 'server_establish_other_rst'],
  ...['client_half_close_flow', 'server_half_close_flow'],
];

const metricDelays = ['rtt', 'rtt_client', 'rtt_server', 'srt', 'art', 'cit', 'rrt'] as const;
export type MetricDelay = (typeof metricDelays)[number];

/** A counter, summed. */
export function summed(of: string, as: string): Selected {
  if (!metricCounters.includes(of)) throw new Error(`Unknown counter ${of}`);
  return { select: `Sum(${of}) AS ${alias(as)}`, name: as };
}

/** The mean of a delay, µs, and its true maximum. */
export function meanOf(of: MetricDelay, as: string): Selected {
  return { select: `Avg(${of}) AS ${alias(as)}`, name: as };
}

export function highestOf(of: MetricDelay, as: string): Selected {
  return { select: `Max(${of}_max) AS ${alias(as)}`, name: as };
}

/** The start of the bucket that a row lies in, epoch seconds; group by its name. */
export function bucketOf(stepS: number, as: string): Selected {
  if (!Number.isSafeInteger(stepS) || stepS < 1) throw new Error('Not a step');
  return { select: `time(time, ${stepS}) AS ${alias(as)}`, name: as };
}

/** When a row begins, epoch seconds. */
export function epochSeconds(as: string): Selected {
  return { select: `toUnixTimestamp(time) AS ${alias(as)}`, name: as };
}

export type MetricParts = {
  name: StatementName;
  from: MetricTable;
  /** `1s` is kept for a day, `1m` for a week (DeepFlow's defaults). */
  precision: '1s' | '1m';
  select: readonly Selected[];
  where: readonly Condition[];
  groupBy: readonly string[];
  orderBy?: string;
  order?: 'DESC' | 'ASC';
  limit: number;
};

/** One SELECT over DeepFlow's metrics. */
export function selectMetrics(parts: MetricParts): Statement {
  const { name, from, precision, select, where, groupBy, orderBy, order = 'DESC', limit } = parts;
  const names = new Set(select.map((item) => item.name));
  for (const used of [...groupBy, ...(orderBy === undefined ? [] : [orderBy])])
    if (!names.has(used)) throw new Error(`${used} is not selected`);
  if (!Number.isSafeInteger(limit) || limit < 1) throw new Error('Not a limit');
  const words = [
    `SELECT ${select.map((item) => item.select).join(', ')}`,
    `FROM ${from}`,
    `WHERE ${all(where).where}`,
    ...(groupBy.length > 0 ? [`GROUP BY ${groupBy.join(', ')}`] : []),
    ...(orderBy === undefined ? [] : [`ORDER BY ${orderBy} ${order}`]),
    `LIMIT ${limit}`,
  ];
  return { name, db: 'flow_metrics', dataPrecision: precision, sql: words.join(' ') };
}

function alias(name: string): string {
  if (!/^[a-z][a-z0-9_]{0,40}$/.test(name)) throw new Error(`Bad alias ${name}`);
  return name;
}
