import { notSql, quoteString } from '@/sandbox/deepflow/sql/print';
import { lookup, type Tag } from '@/sandbox/deepflow/sql/tags/tag';

/** Maps of a resource, keyed `<prefix><key>[_0|_1]`: Kubernetes labels, annotations and env, cloud tags, OS apps. */
const prefixes = ['k8s.label.', 'k8s.annotation.', 'k8s.env.', 'cloud.tag.', 'os.app.', 'biz_service.group'] as const;

export type MapItem = { prefix: (typeof prefixes)[number]; key: string; suffix: string };

const peerTables = new Set(['l4_flow_log', 'l7_flow_log', 'application_map', 'network_map']);

/** Tables whose rows have a client (`_0`) and a server (`_1`). */
export function hasTwoEnds(table: string): boolean {
  return peerTables.has(table);
}

export function parseMapItem(name: string, table: string): MapItem | null {
  const prefix = prefixes.find((candidate) => name.startsWith(candidate));
  if (prefix === undefined) {
    return null;
  }
  const suffix = hasTwoEnds(table) ? (/_[01]$/.exec(name)?.[0] ?? '') : '';
  return { prefix, key: name.slice(prefix.length, name.length - suffix.length), suffix };
}

/**
 * A key as a ClickHouse literal. The real engine writes keys into its SQL as they come, so a quote or backslash in one
 * ends in ClickHouse's syntax error; here it never gets that far.
 */
function quoteKey(key: string): string {
  if (/['\\]/.test(key)) {
    return notSql;
  }
  return quoteString(key);
}

/** The tag of one key of a resource's map. */
export function mapItemTag({ prefix, key, suffix }: MapItem, plain: (name: string) => Tag | undefined): Tag {
  const quoted = quoteKey(key);
  switch (prefix) {
    case 'biz_service.group':
      return plain(`biz_service_group${suffix}`) ?? {};
    case 'k8s.label.':
    case 'k8s.annotation.': {
      const kind = prefix === 'k8s.label.' ? 'label' : 'annotation';
      const service = `toUInt64(service_id${suffix})`;
      const pod = `toUInt64(pod_id${suffix})`;
      const ofService = lookup(`pod_service_k8s_${kind}_map`, 'value', `${service},${quoted}`);
      const inMap = (id: string, map: string, condition: string) =>
        `(${id} GLOBAL IN (SELECT id FROM flow_tag.${map} WHERE ${condition}key=${quoted}))`;
      const either = (condition: string) =>
        `(${inMap(service, `pod_service_k8s_${kind}_map`, condition)} OR ${inMap(pod, `pod_k8s_${kind}_map`, condition)})`;
      return {
        select: `if(${ofService}!='', ${ofService}, ${lookup(`pod_k8s_${kind}_map`, 'value', `${pod},${quoted}`)} )`,
        present: either(''),
        where: (compare) => either(`${compare('value')} and `),
        negatesOutside: true,
      };
    }
    case 'cloud.tag.': {
      const isChost = `l3_device_type${suffix}=1`;
      const chost = `toUInt64(l3_device_id${suffix})`;
      const namespace = `toUInt64(pod_ns_id${suffix})`;
      const ofChost = `if(${isChost}, ${lookup('chost_cloud_tag_map', 'value', `${chost},${quoted}`)}, '')`;
      const either = (condition: string) =>
        `((${chost} GLOBAL IN (SELECT id FROM flow_tag.chost_cloud_tag_map WHERE ${condition}key=${quoted}) AND ${isChost}) OR (${namespace} GLOBAL IN (SELECT id FROM flow_tag.pod_ns_cloud_tag_map WHERE ${condition}key=${quoted})))`;
      return {
        select: `if(${ofChost}!='',${ofChost}, ${lookup('pod_ns_cloud_tag_map', 'value', `${namespace},${quoted}`)} )`,
        present: either(''),
        // The blank at the end is the engine's: `is null` then leaves a parenthesis without its match.
        where: (compare) => `${either(`${compare('value')} and `)} `,
        negatesOutside: true,
      };
    }
    case 'k8s.env.':
    case 'os.app.': {
      const column = prefix === 'k8s.env.' ? `pod_id${suffix}` : `gprocess_id${suffix}`;
      const map = prefix === 'k8s.env.' ? 'pod_k8s_env_map' : 'os_app_tag_map';
      const idColumn = prefix === 'k8s.env.' ? 'id' : 'pid';
      const inMap = (condition: string) =>
        `toUInt64(${column}) GLOBAL IN (SELECT ${idColumn} FROM flow_tag.${map} WHERE ${condition}key=${quoted})`;
      return {
        select: lookup(map, 'value', `toUInt64(${column}),${quoted}`),
        present: inMap(''),
        where: (compare) => inMap(`${compare('value')} and `),
        negatesOutside: true,
      };
    }
  }
}

/** One key of the row's own map: `attribute.x` of a span or log, `tag.x` of an external metric, an alert's tags. */
export function rowMapTag(map: 'attribute' | 'tag' | 'tag_string' | 'tag_int' | 'custom_tag', key: string): Tag {
  const index = `indexOf(${map}_names,${quoteKey(key)})`;
  const value = `${map}_values[${index}]`;
  return {
    select: `if(${index} != 0, ${value}, NULL)`,
    present: `${index} != 0`,
    where: (compare) => compare(value),
  };
}
