import { isIP } from 'node:net';
import { addressTags, type Inventory } from '@/sandbox/deepflow/inventory';

/** Columns of prometheus.samples that say whose sample it is, in the order of `universalTags`. */
export const universalColumns = [
  ...['ip4', 'ip6', 'is_ipv4', 'l3_epc_id', 'subnet_id', 'region_id', 'az_id', 'l3_device_type', 'l3_device_id'],
  ...['pod_id', 'pod_node_id', 'pod_ns_id', 'pod_group_id', 'pod_cluster_id', 'service_id', 'agent_id'],
  ...['auto_instance_id', 'auto_instance_type', 'auto_service_id', 'auto_service_type'],
] as const;

/**
 * What DeepFlow makes of a series' labels `pod` and `instance`: the pod of that name, else the owner of the address in
 * `instance` (server/ingester/prometheus/decoder/decoder.go fillUniversalTagSlow).
 */
export function universalTags(pod: string, instance: string, inventory: Inventory): (string | number)[] {
  const byName = pod === '' ? null : inventory.workloadByInstance(pod);
  const address = byName?.ip ?? addressOf(instance);
  const workload = byName ?? (address === '' ? null : inventory.workloadByIp(address));
  const tags = addressTags(address === '' ? '0.0.0.0' : address, 'otel', inventory);
  const isKnown = workload === null ? 0 : 1;
  return [
    isIP(address) === 4 ? address : '0.0.0.0',
    isIP(address) === 6 ? address : '::',
    isIP(address) === 6 ? 0 : 1,
    tags.l3_epc_id,
    tags.subnet_id,
    isKnown,
    isKnown,
    isKnown * 10,
    tags.pod_id,
    tags.pod_id,
    workload?.node.id ?? 0,
    workload?.namespace.id ?? 0,
    workload?.group.id ?? 0,
    workload === null ? 0 : inventory.cluster.id,
    workload?.service?.id ?? 0,
    workload?.node.agentId ?? 1,
    tags.auto_instance_id,
    tags.auto_instance_type,
    tags.auto_service_id,
    tags.auto_service_type,
  ];
}

/** The address of `10.0.0.1:9091` or `[2001:db8::1]:9091`; empty for a name. */
function addressOf(instance: string): string {
  const host = /^\[(.*)\]:\d+$/.exec(instance)?.[1] ?? instance.replace(/:\d+$/, '');
  return isIP(host) === 0 ? '' : host;
}
