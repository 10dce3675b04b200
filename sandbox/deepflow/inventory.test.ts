import { describe, expect, it } from 'vitest';
import { addressTags, inventory, workloadTags } from '@/sandbox/deepflow/inventory';
import { dictionaryRows } from '@/sandbox/deepflow/inventory-dictionaries';

describe('the cluster', () => {
  it('has a name in the device dictionary for every instance and service that a row can carry', () => {
    const named = new Map(
      dictionaryRows(inventory).ch_device?.map((row) => [`${row.devicetype}/${row.deviceid}`, row.name]),
    );
    for (const tags of inventory.workloads.map(workloadTags)) {
      expect(named.get(`${tags.auto_instance_type}/${tags.auto_instance_id}`)).toBe(tags.auto_instance);
      expect(named.get(`${tags.auto_service_type}/${tags.auto_service_id}`)).toBe(tags.auto_service);
    }
  });

  it('gives no id, address, NIC or process twice', () => {
    const { workloads, nics } = inventory;
    const once = (values: readonly unknown[]) => expect(new Set(values).size).toBe(values.length);
    once(workloads.map(({ podId }) => podId));
    once(workloads.map(({ ip }) => ip));
    once(workloads.flatMap(({ service }) => service?.id ?? []));
    once(workloads.map(({ group }) => group.id));
    once(workloads.map(({ process }) => process.gprocessId));
    once(workloads.map(({ node, process }) => `${node.id}/${process.pid}`));
    once(nics.map(({ node, nic }) => `${node.agentId}/${nic.mac}`));
  });

  it('knows a workload by name, address, pod and instance, and says which name it does not know', () => {
    const apisix = inventory.workload('apisix');
    expect(inventory.workloadByIp(apisix.ip)).toBe(apisix);
    expect(inventory.workloadByPodId(apisix.podId)).toBe(apisix);
    expect(inventory.workloadByInstance(apisix.instance)).toBe(apisix);
    expect(inventory.findWorkload('nosuch')).toBeNull();
    expect(() => inventory.workload('nosuch')).toThrow('nosuch');
  });

  it('takes an address for Internet on the network alone, never in a span', () => {
    expect(addressTags('203.0.113.9', 'flow')).toMatchObject({ l3_epc_id: -2, auto_instance_type: 0 });
    expect(addressTags('203.0.113.9', 'otel')).toMatchObject({ l3_epc_id: 1, auto_instance_type: 255 });
    expect(addressTags('0.0.0.0', 'otel')).toMatchObject({ l3_epc_id: -1, auto_instance_type: 255 });
    expect(addressTags('192.168.10.77', 'flow')).toMatchObject({ l3_epc_id: 1, auto_instance_type: 255 });
  });
});
