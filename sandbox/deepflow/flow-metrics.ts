/** Columns of the flow logs and of the metric tables, by table. */
export type TableColumns = (database: string, table: string) => Promise<readonly string[]>;

/** Sums and maxima of one interval and one set of tags, as the agent's collector makes them. */
const requestMeters: Readonly<Record<string, string>> = {
  request: 'countIf(type IN (0, 2))',
  response: 'countIf(type IN (1, 2))',
  rrt_max: 'max(response_duration)',
  rrt_sum: 'sum(response_duration)',
  rrt_count: 'countIf(response_duration > 0)',
  client_error: 'countIf(response_status = 4)',
  server_error: 'countIf(response_status = 3)',
  timeout: 'countIf(response_status = 2)',
  error: 'countIf(response_status IN (3, 4))',
};

const bothWays = ['byte', 'packet', 'retrans', 'zero_win'] as const;
const closedBy = (...types: number[]) => `countIf(close_type IN (${types.join(', ')}))`;

/** Ways in which a connection failed, by close_type (deepflow server/querier/db_descriptions, enum close_type). */
const failures: Readonly<Record<string, readonly number[]>> = {
  client_source_port_reuse: [13],
  client_ack_miss: [10],
  client_establish_other_rst: [18],
  server_syn_miss: [7],
  server_reset: [15],
  server_establish_other_rst: [19],
  client_rst_flow: [9],
  server_rst_flow: [2],
  server_queue_lack: [17],
  tcp_timeout: [3],
  client_half_close_flow: [11],
  server_half_close_flow: [8],
  client_establish_fail: [13, 10, 18],
  server_establish_fail: [7, 15, 19],
  tcp_establish_fail: [13, 10, 18, 7, 15, 19],
  tcp_transfer_fail: [9, 2, 17, 3],
  tcp_rst_fail: [18, 19, 15, 2, 9],
};

/**
 * The same of connections. What the client sent is `tx`, except in `network` at a server, which says what it sent itself
 * (deepflow agent/src/collector/collector.rs, fill_stats).
 */
function connectionMeters(isReversed: boolean): Record<string, string> {
  const [tx, rx] = isReversed ? ['rx', 'tx'] : ['tx', 'rx'];
  return {
    ...Object.fromEntries(
      bothWays.flatMap((name) => [
        [`${name}_tx`, `sum(${name}_${tx})`],
        [`${name}_rx`, `sum(${name}_${rx})`],
        [name, `sum(${name}_tx) + sum(${name}_rx)`],
      ]),
    ),
    new_flow: 'countIf(is_new_flow = 1)',
    closed_flow: 'countIf(close_type != 5)',
    syn_count: 'sum(syn_count)',
    synack_count: 'sum(synack_count)',
    retrans_syn: 'sum(retrans_syn)',
    retrans_synack: 'sum(retrans_synack)',
    l7_request: 'sum(l7_request)',
    l7_response: 'sum(l7_response)',
    l7_client_error: 'sum(l7_client_error)',
    l7_server_error: 'sum(l7_server_error)',
    l7_error: 'sum(l7_error)',
    l7_timeout: 'sum(l7_server_timeout)',
    ...Object.fromEntries(
      ['rtt', 'rtt_client', 'rtt_server'].flatMap((name) => [
        [`${name}_sum`, `sum(${name})`],
        [`${name}_count`, `countIf(${name} > 0)`],
        [`${name}_max`, `max(${name})`],
      ]),
    ),
    ...Object.fromEntries(
      ['srt', 'art', 'rrt'].flatMap((name) => [
        [`${name}_sum`, `sum(${name}_sum)`],
        [`${name}_count`, `sum(${name}_count)`],
        [`${name}_max`, `max(${name}_max)`],
      ]),
    ),
    ...Object.fromEntries(Object.entries(failures).map(([name, types]) => [name, closedBy(...types)])),
  };
}

/** Ends whose own row counts for `application`: the points at or in a client, and at or in a server. */
const roles = [
  { role: 0, side: '_0', points: "'c', 'c-p', 'c-app'", nic: "'c'" },
  { role: 1, side: '_1', points: "'s', 's-p', 's-app'", nic: "'s'" },
] as const;

const precisions = [
  { name: '1s', start: 'time' },
  { name: '1m', start: 'toStartOfMinute(time)' },
] as const;

/** Only spans are kept without a known protocol. */
const counted = '(l7_protocol != 0 OR signal_source = 4)';

/** Addresses of clients on the Internet are not kept, except in spans. */
function hiddenAddress(column: string): string | null {
  const [, version, side] = /^ip([46])_([01])$/.exec(column) ?? [];
  if (version === undefined) {
    return null;
  }
  const none = version === '4' ? "toIPv4('0.0.0.0')" : "toIPv6('::')";
  return `if(l3_epc_id_${side} = -2 AND signal_source != 4, ${none}, ${column})`;
}

type Column = { name: string; value: string };

type View = {
  table: string;
  /** Makes the view's name one of several into a table. */
  suffix?: string;
  from: 'l7_flow_log' | 'l4_flow_log';
  columns: readonly Column[];
  meters: Readonly<Record<string, string>>;
  where?: string;
};

function view(precision: (typeof precisions)[number], { table, suffix = '', from, columns, meters, where }: View) {
  // A name that is a column of the log as well would be taken for the sum within the other sums.
  const tags = columns.map(({ name, value }) => `${value} AS tag_${name}`);
  const sums = Object.entries(meters).map(([name, sum]) => `${sum} AS meter_${name}`);
  const renamed = [
    ...columns.map(({ name }) => `tag_${name} AS ${name}`),
    ...Object.keys(meters).map((name) => `meter_${name} AS ${name}`),
  ];
  const groups = columns.map(({ name }) => `tag_${name}`);
  const bucket = `${precision.start} AS tag_time`;
  const rows = `SELECT ${[bucket, ...tags, ...sums].join(', ')} FROM flow_log.${from}${where === undefined ? '' : ` WHERE ${where}`} GROUP BY tag_time, ${groups.join(', ')}`;
  return `CREATE MATERIALIZED VIEW IF NOT EXISTS deepflow.\`${table}.${precision.name}${suffix}\` TO flow_metrics.\`${table}.${precision.name}\` AS SELECT tag_time AS time, ${renamed.join(', ')} FROM (${rows})`;
}

/**
 * Views that add to the tables of metrics for everything that is stored: one row per interval and set of tags, the `_map`
 * tables with both ends and the observation point, the others with the end that saw it and its role. `application` is of
 * requests, `network` of the connections below them, which are seen at interfaces alone.
 */
export async function metricViews(columnsOf: TableColumns): Promise<string[]> {
  const stored = {
    l7_flow_log: new Set(await columnsOf('flow_log', 'l7_flow_log')),
    l4_flow_log: new Set(await columnsOf('flow_log', 'l4_flow_log')),
  };
  const mapMeters = connectionMeters(false);
  const tagsOf = async (table: string, meters: Readonly<Record<string, string>>) =>
    (await columnsOf('flow_metrics', `${table}.1m`)).filter((name) => name !== 'time' && !(name in meters));
  const both = (names: readonly string[], from: View['from']): Column[] =>
    names.filter((name) => stored[from].has(name)).map((name) => ({ name, value: hiddenAddress(name) ?? name }));
  const oneEnd = (names: readonly string[], from: View['from'], { role, side }: (typeof roles)[number]): Column[] =>
    names.flatMap((name): Column[] => {
      if (name === 'role') return [{ name, value: String(role) }];
      // Where the resource is the client, the port of the server is left out.
      if (name === 'server_port' && from === 'l4_flow_log' && role === 0) return [{ name, value: 'toUInt16(0)' }];
      const column = stored[from].has(name) ? name : `${name}${side}`;
      return stored[from].has(column) ? [{ name, value: hiddenAddress(column) ?? column }] : [];
    });
  const names = {
    application: await tagsOf('application', requestMeters),
    application_map: await tagsOf('application_map', requestMeters),
    network: await tagsOf('network', mapMeters),
    network_map: await tagsOf('network_map', mapMeters),
  };
  const views: View[] = [
    {
      table: 'application_map',
      from: 'l7_flow_log',
      columns: both(names.application_map, 'l7_flow_log'),
      meters: requestMeters,
      where: counted,
    },
    { table: 'network_map', from: 'l4_flow_log', columns: both(names.network_map, 'l4_flow_log'), meters: mapMeters },
    ...roles.flatMap((end): View[] => [
      {
        table: 'application',
        suffix: end.side,
        from: 'l7_flow_log',
        columns: oneEnd(names.application, 'l7_flow_log', end),
        meters: requestMeters,
        where: `${counted} AND observation_point IN (${end.points})`,
      },
      {
        table: 'network',
        suffix: end.side,
        from: 'l4_flow_log',
        columns: oneEnd(names.network, 'l4_flow_log', end),
        meters: connectionMeters(end.role === 1),
        where: `observation_point = ${end.nic}`,
      },
    ]),
  ];
  return precisions.flatMap((precision) => views.map((one) => view(precision, one)));
}
