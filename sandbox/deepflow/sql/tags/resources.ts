import {
  deviceTypes,
  hostFields,
  lookup,
  plainResources,
  renamed,
  suffixes,
  type Tag,
  type TagMap,
} from '@/sandbox/deepflow/sql/tags/tag';

const internetIcon = lookup('device_map', 'icon_id', 'toUInt64(63999),toUInt64(63999)');
const ipIcon = lookup('device_map', 'icon_id', 'toUInt64(64000),toUInt64(64000)');

/** A tag whose name stands in the dictionary `<resource>_map` under the id in `column`. */
function named(column: string, dictionary: string, resource: string, present?: string): Tag {
  return {
    select: lookup(dictionary, 'name', `toUInt64(${column})`),
    group: column,
    where: (compare) =>
      `toUInt64(${column}) GLOBAL IN (SELECT id FROM flow_tag.${dictionary} WHERE ${compare('name')})`,
    nodeType: `'${resource}'`,
    iconId: lookup(dictionary, 'icon_id', `toUInt64(${column})`),
    ...(present === undefined ? {} : { present }),
  };
}

/** A tag whose name stands in device_map under a fixed type and the id in `column`. */
function device(column: string, type: number, nodeType: string, field = 'name', present?: string): Tag {
  return {
    select: lookup('device_map', field, `toUInt64(${type}),toUInt64(${column})`),
    group: column,
    where: (compare) =>
      `toUInt64(${column}) GLOBAL IN (SELECT deviceid FROM flow_tag.device_map WHERE ${compare(field)} AND devicetype=${type})`,
    negatesOutside: true,
    nodeType: `'${nodeType}'`,
    iconId: lookup('device_map', 'icon_id', `toUInt64(${type}),toUInt64(${column})`),
    ...(present === undefined ? {} : { present }),
  };
}

function addPlainResources(tags: TagMap, suffix: string): void {
  const alwaysThere = ['region', 'az', 'subnet', 'pod_cluster', 'gprocess'];
  for (const resource of plainResources) {
    const id = `${resource}_id${suffix}`;
    const present = alwaysThere.includes(resource) ? undefined : `${id}!=0`;
    tags.set(id, present === undefined ? {} : { present });
    tags.set(`${resource}${suffix}`, { ...named(id, `${resource}_map`, resource, present), negatesOutside: true });
  }
  const l3 = `l3_epc_id${suffix}`;
  tags.set(`vpc_id${suffix}`, renamed(l3, `${l3}!=-2`));
  tags.set(`vpc${suffix}`, named(l3, 'l3_epc_map', 'vpc', `${l3}!=-2`));
  const l2 = `epc_id${suffix}`;
  tags.set(`l2_vpc_id${suffix}`, renamed(l2, `${l2}!=-2`));
  tags.set(`l2_vpc${suffix}`, named(l2, 'l3_epc_map', 'l2_vpc', `${l2}!=0`));
  const service = `service_id${suffix}`;
  tags.set(`host_id${suffix}`, {});
  tags.set(`host${suffix}`, device(`host_id${suffix}`, 6, 'host'));
  tags.set(`pod_service_id${suffix}`, { ...renamed(service, `${service}!=0`), negatesOutside: true });
  tags.set(`pod_service${suffix}`, device(service, 11, 'pod_service', 'name', `${service}!=0`));
  tags.set(service, { present: `${service}!=0` });
  tags.set(`service${suffix}`, device(service, 11, 'service', 'name', `${service}!=0`));
  const isBizService = `auto_service_type${suffix}=104`;
  const bizService = `auto_service_id${suffix}`;
  tags.set(`biz_service_group${suffix}`, {
    select: `if(${isBizService}, dictGet('flow_tag.biz_service_map', 'service_group_name', toUInt64(${bizService})), '')`,
    present: `${bizService}!=0 AND ${isBizService}`,
    where: (compare) =>
      `toUInt64(${bizService}) GLOBAL IN (SELECT id FROM flow_tag.biz_service_map WHERE ${compare('service_group_name')}) AND ${isBizService}`,
    negatesOutside: true,
    nodeType: "'biz_service.group'",
  });
}

function addDevices(tags: TagMap, suffix: string): void {
  const id = `l3_device_id${suffix}`;
  for (const [resource, type] of Object.entries(deviceTypes)) {
    if (resource === 'pod_service') {
      continue;
    }
    const isThisType = `l3_device_type${suffix}=${type}`;
    const present = `${id}!=0 AND ${isThisType}`;
    const isRelated = resource === 'lb' || resource === 'natgw';
    const relation = (column: string) => related(suffix, column, isRelated ? '' : resource);
    tags.set(`${resource}_id${suffix}`, {
      select: `if(${isThisType},${id}, 0)`,
      present,
      negatesOutside: true,
      withoutRegexp: true,
      where: isRelated ? relation(`${resource}_id`) : (compare) => `${compare(id)} AND ${isThisType}`,
    });
    tags.set(`${resource}${suffix}`, {
      select: lookup('device_map', 'name', `toUInt64(device_type_${resource}${suffix}),toUInt64(${id})`),
      present,
      negatesOutside: true,
      where: isRelated ? relation(`${resource}_name`) : inDeviceMap(id, type, 'name', isThisType),
      nodeType: `'${resource}'`,
      iconId: `if(${isThisType}, ${lookup('device_map', 'icon_id', `toUInt64(${type}),toUInt64(${id})`)}, 0)`,
    });
  }
}

function inDeviceMap(id: string, type: number, field: string, isThisType: string): NonNullable<Tag['where']> {
  return (compare) =>
    `toUInt64(${id}) GLOBAL IN (SELECT deviceid FROM flow_tag.device_map WHERE ${compare(field)} AND devicetype=${type}) AND ${isThisType}`;
}

/** Resources that an address belongs to through ip_relation_map; `service` adds the way through the pod service. */
function related(suffix: string, column: string, service: string): NonNullable<Tag['where']> {
  const address = `(if(is_ipv4=1,IPv4NumToString(ip4${suffix}),IPv6NumToString(ip6${suffix})),toUInt64(l3_epc_id${suffix}))`;
  return (compare) => {
    const byAddress = `${address} GLOBAL IN (SELECT ip,l3_epc_id FROM flow_tag.ip_relation_map WHERE ${compare(column)})`;
    if (service === '') {
      return byAddress;
    }
    return `(${byAddress}) OR (toUInt64(service_id${suffix}) GLOBAL IN (SELECT pod_service_id FROM flow_tag.ip_relation_map WHERE ${compare(column)}))`;
  };
}

function addRelated(tags: TagMap, suffix: string): void {
  for (const resource of ['pod_ingress', 'lb_listener']) {
    const service = resource === 'pod_ingress' ? resource : '';
    const byId = related(suffix, `${resource}_id`, service);
    tags.set(`${resource}_id${suffix}`, { where: byId, negatesOutside: true, withoutRegexp: true });
    tags.set(`${resource}${suffix}`, { where: related(suffix, `${resource}_name`, service), negatesOutside: true });
  }
}

/** auto_instance and auto_service: a resource of any kind, or the address where the end is no known resource. */
function addAutoGroups(tags: TagMap, suffix: string): void {
  for (const auto of ['auto_instance', 'auto_service']) {
    const type = `${auto}_type${suffix}`;
    const id = `${auto}_id${suffix}`;
    const isAddress = `${type} in (0,255)`;
    const name = lookup('device_map', 'name', `toUInt64(${type}),toUInt64(${id})`);
    const ownIcon = lookup('device_map', 'icon_id', `toUInt64(${type}),toUInt64(${id})`);
    const address = `if(is_ipv4=1, IPv4NumToString(ip4${suffix}), IPv6NumToString(ip6${suffix}))`;
    tags.set(`${auto}${suffix}`, {
      select: `if(${isAddress},if(is_ipv4=1, IPv4NumToString(${auto}_ip4${suffix}), IPv6NumToString(${auto}_ip6${suffix})),${name})`,
      where: (compare) =>
        `if(${isAddress},${compare(address)},(toUInt64(${id}),toUInt64(${type})) GLOBAL IN (SELECT deviceid,devicetype FROM flow_tag.device_map WHERE ${compare('name')}))`,
      nodeType: `dictGet('flow_tag.node_type_map', 'node_type', toUInt64(${type}))`,
      iconId: `multiIf(${type}=0,${internetIcon},${type}=255,${ipIcon},${ownIcon})`,
    });
    tags.set(id, {
      select: `if(${isAddress},subnet_id${suffix},${id})`,
      withoutRegexp: true,
      where: (compare) => `if(${isAddress},${compare(`subnet_id${suffix}`)},${compare(id)})`,
    });
  }
}

function addHostFields(tags: TagMap, suffix: string): void {
  for (const [name, { type, resource, field }] of Object.entries(hostFields)) {
    if (type === 1) {
      const id = `l3_device_id${suffix}`;
      const isThisType = `l3_device_type${suffix}=${type}`;
      const present = `${id}!=0 AND ${isThisType}`;
      tags.set(`${name}_id${suffix}`, {
        select: `if(${isThisType},${id}, 0)`,
        present,
        where: (compare) => `${compare(id)} AND ${isThisType}`,
        negatesOutside: true,
        withoutRegexp: true,
      });
      tags.set(`${name}${suffix}`, {
        select: lookup('device_map', field, `toUInt64(device_type_${name}${suffix}),toUInt64(${id})`),
        present,
        where: inDeviceMap(id, type, field, isThisType),
        negatesOutside: true,
        nodeType: `'${resource}'`,
        iconId: `if(${isThisType}, ${lookup('device_map', 'icon_id', `toUInt64(${type}),toUInt64(${id})`)}, 0)`,
      });
    } else {
      const id = `${resource}_id${suffix}`;
      const icon = lookup(`${resource}_map`, 'icon_id', `toUInt64(${id})`);
      tags.set(`${name}_id${suffix}`, { ...renamed(id, `${id}!=0`), negatesOutside: true });
      const tag = device(id, type, resource, field, `${id}!=0`);
      tags.set(`${name}${suffix}`, type === 6 ? tag : { ...tag, iconId: icon });
    }
  }
}

/** Tags that name what the ends of a row are: regions, nodes, pods, services, devices. */
export function resourceTags(tags: TagMap): void {
  for (const suffix of suffixes) {
    addPlainResources(tags, suffix);
    addDevices(tags, suffix);
    addRelated(tags, suffix);
    addAutoGroups(tags, suffix);
    addHostFields(tags, suffix);
    const internet = `l3_epc_id${suffix}=-2`;
    tags.set(`is_internet${suffix}`, {
      select: `if(${internet},1,0)`,
      nodeType: `if(${internet},'internet','')`,
      iconId: `if(${internet},${internetIcon},0)`,
    });
    tags.set(`ip${suffix}`, {
      select: `if(is_ipv4=1, IPv4NumToString(ip4${suffix}), IPv6NumToString(ip6${suffix}))`,
      nodeType: "'ip'",
      iconId: ipIcon,
    });
  }
}
