import { seedRows } from '@/sandbox/contract/deepflow-seed-rows';
import type { Store } from '@/sandbox/deepflow/store';

/** Tables that the recorded statements read, and how many rows each gets. */
const tables: readonly (readonly [table: string, rows: number])[] = [
  ['flow_log.l7_flow_log', 400],
  ['flow_log.l4_flow_log', 200],
  ['flow_metrics.application.1m', 200],
  ['flow_metrics.application_map.1m', 200],
  ['flow_metrics.network.1m', 200],
  ['flow_metrics.network_map.1m', 200],
  ['flow_metrics.application.1s', 120],
  ['flow_metrics.application_map.1s', 120],
  ['flow_metrics.network.1s', 120],
  ['flow_metrics.network_map.1s', 120],
  ['prometheus.samples', 120],
  ['application_log.log', 60],
  ['event.event', 60],
  ['profile.in_process', 60],
  ['deepflow_admin.deepflow_server', 60],
  ['flow_tag.flow_log_custom_field', 40],
  ['flow_tag.flow_log_custom_field_value', 60],
  ['flow_tag.prometheus_custom_field_value', 20],
];

const dictionaryTables =
  'ch_l3_epc ch_subnet ch_region ch_az ch_pod_cluster ch_pod_ns ch_pod_node ch_pod_group ch_pod ch_device ch_vtap ch_gprocess ch_pod_service ch_chost ch_pod_k8s_label ch_pod_k8s_labels ch_pod_service_k8s_label ch_pod_service_k8s_labels ch_chost_cloud_tag ch_pod_ns_cloud_tag ch_os_app_tag ch_ip_relation ch_app_label ch_target_label ch_prometheus_target_label_layout ch_biz_service ch_custom_biz_service ch_pod_ingress'.split(
    ' ',
  );

const texts = ['apisix', 'prod', 'x', '10.0.0.1', '/a/b', 'GET', 'abc', ''];

/** Times that the statements' ranges cover: seconds 1 to 200, and an hour from 1,700,000,000. */
const seconds = 'if(number % 2 = 0, 1 + number % 200, 1700000000 + (number * 37) % 3600)';

const one = (list: readonly string[], step: string) =>
  `[${list.map((text) => `'${text.replaceAll("'", "\\'")}'`).join(',')}][1 + ${step} % ${list.length}]`;

/** Values of columns by name, where the statements ask for particular ones; `number` counts the rows. */
const byName: Readonly<Record<string, string>> = {
  time: `toDateTime(${seconds})`,
  start_time: `toDateTime64(${seconds} - 1, 6)`,
  end_time: `toDateTime64(${seconds}, 6)`,
  _id: `bitShiftLeft(toUInt64(${seconds}), 32) + number`,
  is_ipv4: 'number % 5 != 0',
  signal_source: '[0, 3, 4][1 + number % 3]',
  type: 'number % 3',
  response_status: '[0, 2, 3, 4][1 + number % 4]',
  response_code: 'if(number % 5 = 0, NULL, [200, 404, 502][1 + number % 3])',
  l7_protocol: '[20, 21, 60, 0][1 + number % 4]',
  observation_point: one(['s-p', 'c', 's', 'c-p', 's-app'], 'number'),
  auto_service_type: '[0, 1, 11, 255, 104][1 + number % 5]',
  auto_instance_type: '[0, 1, 10, 255][1 + number % 4]',
  l3_device_type: 'number % 3',
  l3_epc_id: '[-2, 1, 2][1 + number % 3]',
  trace_id: one(['', 'abc', '4bf92f3577b34da6a3ce929d0e0e4736'], 'number'),
  _trace_id_2: one(['', '', 'abc'], 'intDiv(number, 2)'),
  attribute_names: "[['x', 'Foo'], [], ['http.route', 'apisix.route_id']][1 + number % 3]",
  attribute_values: "[['1', 'it\\'s'], [], [['/a\\'b', 'it\\'s'][1 + number % 2], 'r1']][1 + number % 3]",
  table: one(['l7_flow_log', 'apisix_http_status'], 'intDiv(number, 8)'),
  field_type: "'tag'",
  field_name: one(['endpoint', 'x', 'http.route', 'code', 'trace_id', 'request_domain'], 'number'),
  metrics_names: "[['x'], []][1 + number % 2]",
  metrics_values: '[[toFloat64(number)], []][1 + number % 2]',
  body: one(['an err in it', 'fine', 'a b'], 'number'),
  metric_id: '7',
  virtual_table_name: "'querier'",
  app_service: one(['APISIX', '', 'shop', 'APISIX'], 'number'),
  request_resource: one(['/a12.x', '/api/v1', 'x_y', '%a\\\\b%'], 'number'),
  endpoint: one(['x', '/api/v1', 'a"b\\\\c%d`e', "it's", 'ax', 'dq', 'a'], 'number'),
  devicetype: '[1, 11, 10, 104, 102][1 + number % 5]',
  key: one(['app', 'x', 'y'], 'number'),
  name: one(['apisix', 'prod', 'x', 'apisix-gateway', 'a1'], 'number'),
  updated_at: 'now()',
  target_label_names: "'job, instance'",
  target_label_values: "'j, a1'",
};

function cellOf(name: string, type: string): string {
  const base = name.replace(/_[01]$/, '');
  const known = byName[name] ?? byName[base];
  if (known !== undefined) {
    return `CAST(${known}, '${type.replaceAll("'", "\\'")}')`;
  }
  const plain = type.replace(/^LowCardinality\((.*)\)$/, '$1').replace(/^Nullable\((.*)\)$/, '$1');
  const shift = [...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 7;
  const step = `(number + ${shift})`;
  const value = plainValue(plain, step);
  return type.startsWith('Nullable(') ? `if(${step} % 6 = 0, NULL, ${value})` : value;
}

function plainValue(type: string, step: string): string {
  if (type === 'String') {
    return one(texts, step);
  }
  if (type === 'IPv4') {
    return `toIPv4(['10.0.0.1', '1.1.1.1', '10.9.8.7'][1 + ${step} % 3])`;
  }
  if (type === 'IPv6') {
    return `toIPv6(['::', '2001:db8::1'][1 + ${step} % 2])`;
  }
  if (type.startsWith('DateTime')) {
    return `CAST(${seconds}, '${type.replaceAll("'", "\\'")}')`;
  }
  if (type.startsWith('Array') || type.startsWith('Enum')) {
    return type.startsWith('Array') ? `CAST([], '${type}')` : `CAST(1, '${type.replaceAll("'", "\\'")}')`;
  }
  return `CAST(${step} % 5, '${type}')`;
}

async function fill(
  store: Store,
  table: string,
  rows: number,
  own: Readonly<Record<string, string>> = {},
): Promise<void> {
  const [database = '', ...name] = table.split('.');
  const { rows: columns } = await store.query(
    `SELECT name, type FROM system.columns WHERE database = '${database}' AND table = '${name.join('.')}' ORDER BY position`,
  );
  const values = columns.map(([column, type]) => {
    const given = own[String(column)];
    const value =
      given === undefined
        ? cellOf(String(column), String(type))
        : `CAST(${given}, '${String(type).replaceAll("'", "\\'")}')`;
    return `${value} AS \`${String(column)}\``;
  });
  await store.run([`INSERT INTO ${database}.\`${name.join('.')}\` SELECT ${values.join(', ')} FROM numbers(${rows})`]);
}

/** Fills the tables with the same rows each time, made so that the recorded statements find some and miss some. */
export async function seedTables(store: Store): Promise<void> {
  for (const [table, rows] of tables) {
    await fill(store, table, rows);
  }
  for (const table of dictionaryTables) {
    await fill(store, `deepflow.${table}`, 12);
  }
  for (const [table, columns] of seedRows) {
    await fill(store, table, 1, columns);
  }
  // One thread: a LIMIT without an ORDER BY then cuts two equal statements alike.
  await store.run(['SYSTEM RELOAD DICTIONARIES', 'SET max_threads = 1']);
}
