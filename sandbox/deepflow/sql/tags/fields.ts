import { lookup, renamed, suffixes, type Tag, type TagMap } from '@/sandbox/deepflow/sql/tags/tag';

/** Tags whose value is the dictionary name of one id that belongs to the capture, not to an end. */
function captureTag(column: string, dictionary: string, key: string): Tag {
  return {
    select: `dictGet('flow_tag.${dictionary}', 'name', toUInt64(${column}))`,
    group: column,
    where: (compare) =>
      `toUInt64(${column}) GLOBAL IN (SELECT ${key} FROM flow_tag.${dictionary} WHERE ${compare('name')})`,
  };
}

function addCapture(tags: TagMap): void {
  const agent = captureTag('agent_id', 'vtap_map', 'id');
  tags.set('agent', agent);
  tags.set('vtap', agent);
  tags.set('vtap_id', renamed('agent_id'));
  const network = captureTag('capture_network_type_id', 'tap_type_map', 'value');
  tags.set('capture_network_type', network);
  tags.set('tap', network);
  tags.set('tap_id', renamed('capture_network_type_id'));
  tags.set('tap_port', { select: 'capture_nic', group: 'capture_nic' });
  const isNic = 'capture_nic_type in (0,1,2)';
  const nicName: Tag = {
    select: `if(${isNic},${lookup('vtap_port_map', 'name', 'toUInt64(agent_id),toUInt64(capture_nic)')},'')`,
    where: (compare) =>
      `if(${isNic},(toUInt64(agent_id), toUInt64(capture_nic)) GLOBAL IN (SELECT vtap_id, tap_port FROM flow_tag.vtap_port_map WHERE ${compare('name')}),1=1)`,
  };
  tags.set('capture_nic_name', nicName);
  tags.set('tap_port_name', nicName);
  const attributes =
    "'device_type','device_id','device_name','icon_id','host_id','host_name','chost_id','chost_name','pod_node_id','pod_node_name'";
  tags.set('resource_from_vtap', {
    select: `dictGetOrDefault('flow_tag.vtap_port_map', (${attributes}),(toUInt64(agent_id),toUInt64(capture_nic)), (0,0,'',0,0,'',0,'',0,''))`,
  });
}

/** A tag that stands for one field of the request and one of the response: a condition on either. */
function eitherOf(first: string, second: string): Tag {
  return {
    where: (compare) => `${compare(first)} OR ${compare(second)}`,
    negatesOutside: true,
    withoutRegexp: true,
  };
}

function addTracing(tags: TagMap): void {
  tags.set('trace_id', {
    select: "concat(trace_id, if(empty(trace_id) OR empty(_trace_id_2), '', ', '), _trace_id_2)",
    group: 'trace_ids',
  });
  for (const name of ['x_request_id', 'syscall_thread', 'syscall_coroutine', 'syscall_cap_seq']) {
    tags.set(name, eitherOf(`${name}_0`, `${name}_1`));
  }
  tags.set('syscall_trace_id', eitherOf('syscall_trace_id_request', 'syscall_trace_id_response'));
  tags.set('tcp_seq', eitherOf('req_tcp_seq', 'resp_tcp_seq'));
  tags.set('_id', {});
  tags.set('start_time', { text: 'toString(start_time)' });
  tags.set('end_time', { text: 'toString(end_time)' });
}

function addMaps(tags: TagMap): void {
  const asJson = (names: string, values: string, type: string) =>
    `toJSONString(CAST((${names}, ${values}), 'Map(String, ${type})'))`;
  tags.set('tag', { select: asJson('tag_names', 'tag_values', 'String') });
  tags.set('attribute', { select: asJson('attribute_names', 'attribute_values', 'String') });
  for (const suffix of suffixes) {
    for (const [kind, plural] of [
      ['label', 'labels'],
      ['annotation', 'annotations'],
    ] as const) {
      const ofService = `dictGetOrDefault('flow_tag.pod_service_k8s_${plural}_map', '${plural}', toUInt64(service_id${suffix}),'{}')`;
      const ofPod = `dictGetOrDefault('flow_tag.pod_k8s_${plural}_map', '${plural}', toUInt64(pod_id${suffix}),'{}')`;
      tags.set(`k8s.${kind}${suffix}`, {
        select: `if(${ofService}!='{}', ${ofService}, ${ofPod}) `,
        present: `(service_id${suffix}!=0 OR pod_id${suffix}!=0)`,
      });
    }
    tags.set(`k8s.env${suffix}`, {
      select: `dictGetOrDefault('flow_tag.pod_k8s_envs_map', 'envs', toUInt64(pod_id${suffix}),'{}') `,
      present: `pod_id${suffix}!=0`,
      group: `pod_id${suffix}`,
    });
    const isChost = `l3_device_type${suffix}=1`;
    const ofChost = `if(${isChost}, dictGetOrDefault('flow_tag.chost_cloud_tags_map', 'cloud_tags', toUInt64(l3_device_id${suffix}),'{}'), '{}')`;
    tags.set(`cloud.tag${suffix}`, {
      select: `if(${ofChost}!='{}',${ofChost}, dictGetOrDefault('flow_tag.pod_ns_cloud_tags_map', 'cloud_tags', toUInt64(pod_ns_id${suffix}),'{}')) `,
      present: `((l3_device_id${suffix}!=0 AND ${isChost}) OR pod_ns_id${suffix}!=0)`,
    });
    tags.set(`os.app${suffix}`, {
      select: `dictGetOrDefault('flow_tag.os_app_tags_map', 'os_app_tags', toUInt64(gprocess_id${suffix}),'{}')`,
      present: `gprocess_id${suffix}!=0`,
      group: `gprocess_id${suffix}`,
    });
  }
}

/** Tags of the flow itself: capture, tracing, addresses of NAT and tunnels, whole maps, old names. */
export function fieldTags(tags: TagMap): void {
  addCapture(tags);
  addTracing(tags);
  addMaps(tags);
  tags.set('response_code', { present: 'isNotNull(response_code)' });
  tags.set('ip_version', { select: 'if(is_ipv4=1, 4, 6)' });
  tags.set('time_str', { select: 'toString(time)', group: 'time' });
  tags.set('l7_protocol_str', {
    select: 'biz_protocol',
    group: 'biz_protocol',
    where: (compare) => compare('biz_protocol'),
  });
  tags.set('instance', {
    select: 'instance_name',
    group: 'instance_name',
    where: (compare) => compare('instance_name'),
    nodeType: "dictGet('flow_tag.node_type_map', 'node_type', toUInt64(instance_type))",
    iconId: lookup('device_map', 'icon_id', 'toUInt64(instance_type),toUInt64(instance_id)'),
  });
  for (const suffix of suffixes) {
    tags.set(`nat_real_ip${suffix}`, { select: `nat_real_ip4${suffix}`, group: `nat_real_ip4${suffix}` });
  }
  tags.set('user', {
    select: lookup('user_map', 'name', 'toUInt64(user_id)'),
    group: 'user_id',
    where: (compare) => `toUInt64(user_id) GLOBAL IN (SELECT id FROM flow_tag.user_map WHERE ${compare('name')})`,
    negatesOutside: true,
    nodeType: "'user'",
    iconId: '0',
  });
}
