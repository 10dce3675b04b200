type Attribute = { name: string; value: string };

const attributeGroups = ['http', 'apisix', 'network', 'process', 'kubernetes', 'ids', 'resource', 'other'] as const;
export type AttributeGroupName = (typeof attributeGroups)[number];
export type AttributeGroup = { name: AttributeGroupName; attributes: Attribute[] };

/** Names by OpenTelemetry's conventions and DeepFlow's own columns; the first rule that fits decides. */
const rules: readonly [AttributeGroupName, RegExp][] = [
  ['apisix', /^(apisix|openresty|nginx)[._]/i],
  [
    'ids',
    /^((parent_)?span_id|trace_id|x_request_id(_\d)?|request_id|syscall_\w+|http\.request_id|.*\bx-request-id)$/i,
  ],
  [
    'http',
    /^(http|url|user_agent|rpc|graphql|messaging|db)\.|^(endpoint|request_\w+|response_\w+|biz_\w+|version|user_agent)$/i,
  ],
  ['kubernetes', /^(k8s|container)[._]|^(pod|pod_\w+|namespace|cluster)$/i],
  ['process', /^(process|thread|code)[._]|^(g?process|g?process_\w+|thread_\w+)$/i],
  ['resource', /^(service|telemetry|host|os|deployment|cloud|otel)[._]|^(app_service|app_instance|resource_\w+)$/i],
  [
    'network',
    /^(net|network|client|server|source|destination|peer|tls|dns)[._]|^(ip|ip_\w+|flow_id|subnet|tap|tap_\w+|re(q|sp)_tcp_seq|\w+_port)$/i,
  ],
];

export function groupOf(name: string): AttributeGroupName {
  return rules.find(([, pattern]) => pattern.test(name))?.[0] ?? 'other';
}

/**
 * Attributes by what they are about, in the order of `attributeGroups`, names in alphabetical order. `text` keeps those
 * that have it in name or value, case ignored.
 */
export function groupAttributes(attributes: readonly Attribute[], text: string): AttributeGroup[] {
  const wanted = text.trim().toLowerCase();
  const groups = new Map<AttributeGroupName, Attribute[]>();
  for (const attribute of attributes) {
    const { name, value } = attribute;
    if (wanted !== '' && !name.toLowerCase().includes(wanted) && !value.toLowerCase().includes(wanted)) continue;
    const group = groups.get(groupOf(name));
    if (group) group.push(attribute);
    else groups.set(groupOf(name), [attribute]);
  }
  return attributeGroups.flatMap((name) => {
    const members = groups.get(name);
    return members
      ? [{ name, attributes: members.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)) }]
      : [];
  });
}
