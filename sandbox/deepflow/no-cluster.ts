import type { Inventory } from '@/sandbox/deepflow/inventory';

/**
 * What a DeepFlow knows that no agent has told of a cluster: nothing. Instances are then named by their addresses, and
 * services by what their spans say.
 */
export const noCluster: Inventory = {
  cluster: { id: 0, name: '' },
  nodes: [],
  namespaces: [],
  workloads: [],
  nics: [],
  workload: (name) => {
    throw new Error(`no workload "${name}": this DeepFlow knows no cluster`);
  },
  findWorkload: () => null,
  workloadByIp: () => null,
  workloadByPodId: () => null,
  workloadByInstance: () => null,
  nicOwner: () => null,
};
