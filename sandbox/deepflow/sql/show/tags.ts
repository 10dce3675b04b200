import { type TagDescription, tagDescriptions } from '@/sandbox/deepflow/catalog/load';
import type { QueryResult } from '@/sandbox/deepflow/clickhouse';
import { byName } from '@/sandbox/deepflow/sql/by-name';
import { quoteString } from '@/sandbox/deepflow/sql/print';
import { hasTwoEnds } from '@/sandbox/deepflow/sql/tags/map-items';

export type RunQuery = (clickhouseSql: string) => Promise<QueryResult>;

export type Found = { condition: string; limit: string };

export const everything: Found = { condition: '', limit: '10000' };

const textOperators = ['=', '!=', 'IN', 'NOT IN', 'LIKE', 'NOT LIKE', 'REGEXP', 'NOT REGEXP'];

/** Keys that resources carry, read from the dictionaries: each is a tag of every table with resources. */
const resourceKeys: readonly (readonly [prefix: string, keys: string])[] = [
  [
    'k8s.label.',
    'SELECT key FROM (SELECT key FROM flow_tag.pod_service_k8s_label_map UNION ALL SELECT key FROM flow_tag.pod_k8s_label_map) GROUP BY key',
  ],
  [
    'k8s.annotation.',
    'SELECT key FROM (SELECT key FROM flow_tag.pod_k8s_annotation_map UNION ALL SELECT key FROM flow_tag.pod_service_k8s_annotation_map) GROUP BY key',
  ],
  ['k8s.env.', 'SELECT key FROM flow_tag.pod_k8s_env_map GROUP BY key'],
  [
    'cloud.tag.',
    'SELECT key FROM (SELECT key FROM flow_tag.chost_cloud_tag_map UNION ALL SELECT key FROM flow_tag.pod_ns_cloud_tag_map) GROUP BY key',
  ],
  ['os.app.', 'SELECT key FROM flow_tag.os_app_tag_map GROUP BY key'],
];

const withoutResources = {
  databases: ['deepflow_admin', 'deepflow_tenant'],
  tables: ['traffic_policy', 'l4_packet', 'l7_packet', 'alert_event', 'alert_record'],
};

/** Databases that list the keys found in their rows, and what such a tag's name starts with. */
const ownKeys = byName<string>({
  ext_metrics: 'tag.',
  deepflow_admin: 'tag.',
  deepflow_tenant: 'tag.',
  profile: 'tag.',
  prometheus: 'tag.',
  flow_log: 'attribute.',
  event: 'attribute.',
  application_log: 'attribute.',
});

function mapItem(name: string, sides: boolean, category: string, description: string, table: string): TagDescription {
  const [client, server] = sides ? [`${name}_0`, `${name}_1`] : [name, name];
  return [
    ...[name, client, server, name, name, name, 'map_item', category],
    ...[textOperators, [true, true, true], description, description, description, '', false, [], table],
  ] as TagDescription;
}

async function resourceTags(db: string, table: string, run: RunQuery): Promise<TagDescription[]> {
  const sides = hasTwoEnds(table);
  const has = sides || !(withoutResources.databases.includes(db) || withoutResources.tables.includes(table));
  const found: TagDescription[] = [];
  for (const [prefix, statement] of has ? resourceKeys : []) {
    const { rows } = await run(statement);
    found.push(...rows.map(([key]) => mapItem(`${prefix}${String(key)}`, sides, 'Custom Tag', '', '')));
  }
  return found;
}

async function rowTags(db: string, table: string, found: Found, run: RunQuery): Promise<TagDescription[]> {
  const prefix = ownKeys[db];
  const isOther = (db === 'flow_log' && table !== 'l7_flow_log') || (db === 'profile' && table !== 'in_process');
  if (prefix === undefined || isOther) {
    return [];
  }
  const conditions = [
    table === '' ? '' : `table=${quoteString(table)}`,
    "field_type='tag'",
    found.condition === '' ? '' : `(${found.condition})`,
  ].filter((condition) => condition !== '');
  const { rows } = await run(
    `SELECT field_name AS tag_name, table FROM flow_tag.${db}_custom_field WHERE ${conditions.join(' AND ')} GROUP BY tag_name, table ORDER BY tag_name ASC LIMIT ${found.limit}`,
  );
  return rows.map(([key, own]) => {
    const name = `${prefix}${String(key)}`;
    return mapItem(name, false, 'Native Tag', name, String(own));
  });
}

/** Rows of `show tags`: those every DeepFlow has, the keys of resources, the keys found in rows. */
export async function describeTags(
  db: string,
  table: string,
  run: RunQuery,
  found: Found = everything,
): Promise<TagDescription[]> {
  const plain = table.replace(/^`+|`+$/g, '');
  return [
    ...tagDescriptions(db, plain),
    ...(await resourceTags(db, plain, run)),
    ...(await rowTags(db, plain, found, run)),
  ];
}
