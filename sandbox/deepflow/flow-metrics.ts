/** Columns of flow_log.l7_flow_log and of the metric tables, by table. */
export type TableColumns = (database: string, table: string) => Promise<readonly string[]>;

/** Sums and maxima of one interval and one set of tags, as the agent's collector makes them. */
const meters: Readonly<Record<string, string>> = {
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

/** Ends whose own row counts for `application`: the points at or in a client, and at or in a server. */
const roles = [
  { role: 0, side: '_0', points: "'c', 'c-p', 'c-app'" },
  { role: 1, side: '_1', points: "'s', 's-p', 's-app'" },
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

function view(
  table: string,
  precision: (typeof precisions)[number],
  suffix: string,
  columns: readonly Column[],
  where: string,
): string {
  const tags = columns.map(({ name, value }) => `${value} AS tag_${name}`);
  const renamed = columns.map(({ name }) => `tag_${name} AS ${name}`);
  const sums = Object.entries(meters).map(([name, sum]) => `${sum} AS ${name}`);
  const groups = columns.map(({ name }) => `tag_${name}`);
  const bucket = `${precision.start} AS tag_time`;
  return `CREATE MATERIALIZED VIEW IF NOT EXISTS deepflow.\`${table}.${precision.name}${suffix}\` TO flow_metrics.\`${table}.${precision.name}\` AS SELECT tag_time AS time, ${[...renamed, ...Object.keys(meters)].join(', ')} FROM (SELECT ${[bucket, ...tags, ...sums].join(', ')} FROM flow_log.l7_flow_log WHERE ${where} GROUP BY tag_time, ${groups.join(', ')})`;
}

/**
 * Views that add to the tables of application metrics for every stored request: one row per interval and set of tags,
 * `application_map` with both ends and the observation point, `application` with the end that saw it and its role.
 */
export async function metricViews(columnsOf: TableColumns): Promise<string[]> {
  const stored = new Set(await columnsOf('flow_log', 'l7_flow_log'));
  const isTag = (column: string) => column !== 'time' && !(column in meters);
  const mapTags = (await columnsOf('flow_metrics', 'application_map.1m')).filter(
    (name) => isTag(name) && stored.has(name),
  );
  const ownTags = (await columnsOf('flow_metrics', 'application.1m')).filter(isTag);
  return precisions.flatMap((precision) => [
    view(
      'application_map',
      precision,
      '',
      mapTags.map((name) => ({ name, value: hiddenAddress(name) ?? name })),
      counted,
    ),
    ...roles.map(({ role, side, points }) => {
      const columns = ownTags.flatMap((name): Column[] => {
        if (name === 'role') {
          return [{ name, value: String(role) }];
        }
        const column = stored.has(name) ? name : `${name}${side}`;
        return stored.has(column) ? [{ name, value: hiddenAddress(column) ?? column }] : [];
      });
      return view('application', precision, side, columns, `${counted} AND observation_point IN (${points})`);
    }),
  ]);
}
