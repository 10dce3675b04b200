import {
  type ClusterNode,
  type Inventory,
  icon,
  nodeNetwork,
  podNetwork,
  resourceType,
  vpc,
} from '@/sandbox/deepflow/inventory';

export type DictionaryRow = Record<string, string | number>;

/**
 * Rows of the tables behind DeepFlow's dictionaries, by table of database `deepflow`, with the tables' own column
 * names; columns that are left out have their type's default. Without them names such as auto_service read empty.
 */
export function dictionaryRows(from: Inventory): Record<string, DictionaryRow[]> {
  const isKnown = from.nodes.length > 0;
  const subnets = isKnown ? [podNetwork, nodeNetwork] : [];
  const cluster = { pod_cluster_id: from.cluster.id };
  const services = from.workloads.flatMap((workload) =>
    workload.service === null ? [] : [{ ...workload.service, namespace: workload.namespace }],
  );
  return {
    ch_region: [{ id: 1, name: 'region-1', icon_id: 1 }],
    ch_az: [{ id: 1, name: 'az-1', icon_id: 2, ...owned }],
    ch_tap_type: [{ value: 3, name: 'Cloud Network' }],
    ch_l3_epc: [{ id: vpc.id, name: isKnown ? vpc.name : 'default', icon_id: 3, uid: 'vpc-1', ...owned }],
    ch_subnet: subnets.map((subnet) => ({ ...subnet, icon_id: 4, l3_epc_id: vpc.id, ...owned })),
    ch_pod_cluster: isKnown ? [{ ...from.cluster, icon_id: 5, ...owned }] : [],
    ch_pod_ns: from.namespaces.map((namespace) => ({ ...namespace, icon_id: 7, ...cluster, ...owned })),
    ch_pod_node: from.nodes.map(({ id, name }) => ({ id, name, icon_id: icon.node, ...cluster, ...owned })),
    ch_chost: from.nodes.map((node) => ({
      id: node.chostId,
      name: node.name,
      host_id: node.id,
      l3_epc_id: vpc.id,
      hostname: node.name,
      ip: node.ip,
      subnet_id: nodeNetwork.id,
      ...owned,
    })),
    ch_pod_group: from.workloads.map(({ group, namespace }) => ({
      ...group,
      pod_group_type: resourceType.deployment,
      icon_id: 8,
      pod_ns_id: namespace.id,
      ...cluster,
      ...owned,
    })),
    ch_pod_service: services.map(({ id, name, namespace }) => ({
      id,
      name,
      pod_ns_id: namespace.id,
      ...cluster,
      ...owned,
    })),
    ch_pod: from.workloads.map((workload) => ({
      id: workload.podId,
      name: workload.instance,
      icon_id: icon.pod,
      pod_ns_id: workload.namespace.id,
      pod_node_id: workload.node.id,
      pod_service_id: workload.service?.id ?? 0,
      pod_group_id: workload.group.id,
      ...cluster,
      ...owned,
    })),
    ch_gprocess: from.workloads.map(({ process, node }) => ({
      id: process.gprocessId,
      name: process.gprocess,
      icon_id: 9,
      chost_id: node.chostId,
      l3_epc_id: vpc.id,
      ...owned,
    })),
    ch_vtap: from.nodes.map((node) => ({
      id: node.agentId,
      name: `${node.name}-agent`,
      type: 7,
      team_id: 1,
      ...nodeOwner(node),
    })),
    ch_vtap_port: from.nics.map((owner) => ({
      vtap_id: owner.node.agentId,
      tap_port: owner.nic.mac,
      name: owner.nic.name,
      ...nodeOwner(owner.node),
      device_type: owner.type,
      device_id: owner.id,
      device_name: owner.name,
      icon_id: owner.icon,
      team_id: 1,
    })),
    ch_ip_relation: from.workloads.flatMap(({ ip, service }) =>
      service === null
        ? []
        : [{ l3_epc_id: vpc.id, ip, pod_service_id: service.id, pod_service_name: service.name, team_id: 1 }],
    ),
    ch_device: deviceRows(from, services),
  };
}

const owned = { team_id: 1, domain_id: 1 };

function nodeOwner(node: ClusterNode): DictionaryRow {
  return {
    host_id: node.id,
    host_name: node.name,
    chost_id: node.chostId,
    chost_name: node.name,
    pod_node_id: node.id,
    pod_node_name: node.name,
  };
}

/** Every (type, id) that an auto_instance or auto_service can have, and the two rows that only lend their icon. */
function deviceRows(from: Inventory, services: readonly { id: number; name: string }[]): DictionaryRow[] {
  const device = (devicetype: number, deviceid: number, name: string, icon_id: number) => ({
    devicetype,
    deviceid,
    name,
    icon_id,
    ...owned,
  });
  return [
    device(63999, 63999, 'Internet', 20),
    device(64000, 64000, 'IP', 21),
    ...from.nodes.map((node) => device(resourceType.node, node.id, node.name, icon.node)),
    ...from.nodes.map((node) => device(resourceType.chost, node.chostId, node.name, 11)),
    ...from.workloads.map(({ podId, instance }) => device(resourceType.pod, podId, instance, icon.pod)),
    ...from.workloads.map(({ group }) => device(resourceType.deployment, group.id, group.name, 8)),
    ...services.map((service) => device(resourceType.service, service.id, service.name, 12)),
    ...from.workloads.map(({ process }) => device(resourceType.process, process.gprocessId, process.gprocess, 9)),
  ];
}
