import { byName } from '@/sandbox/deepflow/sql/by-name';
import type { TagMap } from '@/sandbox/deepflow/sql/tags/tag';

/** Tags for the machine that a capture NIC belongs to, with that machine's resource type. */
export const nicOwners = byName<number>({
  tap_port_host: 6,
  tap_port_chost: 1,
  tap_port_pod_node: 14,
  capture_nic_host: 6,
  capture_nic_chost: 1,
  capture_nic_pod_node: 14,
});

const nic = '(toUInt64(agent_id),toUInt64(capture_nic))';

/** Condition on the NIC's owner; `more` narrows it further. */
export function ownedNic(type: number, more = ''): string {
  return `${nic} GLOBAL IN (SELECT vtap_id,tap_port FROM flow_tag.vtap_port_map WHERE tap_port!=0 AND device_type=${type}${more})`;
}

/** Owners of NICs, addresses of tunnels, captured packets, network policies. */
export function nicTags(tags: TagMap): void {
  for (const [name, type] of Object.entries(nicOwners)) {
    tags.set(name, {
      select: `dictGet('flow_tag.vtap_port_map', 'device_name', ${nic})`,
      present: ownedNic(type),
      where: (compare) => ownedNic(type, ` AND ${compare('device_name')}`),
    });
    tags.set(`${name}_id`, {
      select: `dictGet('flow_tag.vtap_port_map', 'device_id', ${nic})`,
      present: ownedNic(type),
      where: (compare) => ownedNic(type, ` AND ${compare('device_id')}`),
      withoutRegexp: true,
    });
  }
  for (const end of ['tunnel_tx_ip', 'tunnel_rx_ip']) {
    tags.set(end, {});
    for (const side of ['_0', '_1']) {
      const [ip4, ip6] = [`${end}4${side}`, `${end}6${side}`];
      tags.set(`${end}${side}`, { select: `if(tunnel_is_ipv4, IPv4NumToString(${ip4}), IPv6NumToString(${ip6}))` });
    }
  }
  tags.set('has_pcap', {
    select: 'notEmpty(acl_gids)',
    where: (compare) => compare('notEmpty(acl_gids)'),
    withoutRegexp: true,
  });
  tags.set('acl_gids', {});
  tags.set('packet_batch', { select: 'TO_BASE64(packet_batch)' });
  addPolicies(tags);
}

function addPolicies(tags: TagMap): void {
  const ofPolicy = (attribute: string) => {
    const found = (type: number) =>
      `dictGet('flow_tag.policy_map', '${attribute}', (toUInt64(${type}),toUInt64(acl_gid)))`;
    return `if(tunnel_ip_id=0,${found(0)},${found(1)})`;
  };
  tags.set('policy_id', {
    select: ofPolicy('id'),
    where: (compare) => compare(ofPolicy('id')),
    withoutRegexp: true,
  });
  tags.set('policy', {
    select: ofPolicy('name'),
    where: (compare) =>
      `(if(tunnel_ip_id=0,toUInt64(0),toUInt64(1)),toUInt64(acl_gid)) GLOBAL IN (SELECT tunnel_type,acl_gid FROM flow_tag.policy_map WHERE ${compare('name')})`,
  });
  tags.set('npb_tunnel_id', {
    select: 'tunnel_ip_id',
    group: 'tunnel_ip_id',
    where: (compare) => compare('tunnel_ip_id'),
    withoutRegexp: true,
  });
  tags.set('npb_tunnel', {
    select: "dictGet('flow_tag.npb_tunnel_map', 'name', toUInt64(tunnel_ip_id))",
    group: 'tunnel_ip_id',
    where: (compare) =>
      `toUInt64(tunnel_ip_id) GLOBAL IN (SELECT id FROM flow_tag.npb_tunnel_map WHERE ${compare('name')})`,
  });
}
