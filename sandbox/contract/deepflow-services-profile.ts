import { inventory, podNetwork, resourceType, vpc } from '@/sandbox/deepflow/inventory';
import type { ProfileRow } from '@/sandbox/deepflow/profile/row';

export type ProfileSample = {
  result: { functions: string[]; function_types: string[]; node_values: { values: number[][] } };
};

const recordedUs = 1_755_849_700_000_000;

/** Name of each node's function and of all above it, from the root. */
function pathsOf({ result }: ProfileSample): string[] {
  const { values } = result.node_values;
  return values.map(([, parent = -1], index) => {
    const path = [result.functions[values[index]?.[0] ?? -1] ?? ''];
    for (let at = parent; at >= 0; at = values[at]?.[1] ?? -1)
      path.unshift(result.functions[values[at]?.[0] ?? -1] ?? '');
    return path.join(';');
  });
}

/** A tree without the numbers of its nodes and functions, which follow the order of the rows. */
export function treeOf(sample: ProfileSample): unknown {
  const { functions, function_types: types, node_values: nodes } = sample.result;
  const numbers = nodes.values.map(([, , self, total]) => [self, total]);
  return {
    members: Object.keys(sample.result).sort(),
    types: Object.fromEntries(functions.map((name, index) => [name, types[index]])),
    nodes: Object.fromEntries(
      pathsOf(sample)
        .sort()
        .map((path) => [path, numbers[pathsOf(sample).indexOf(path)]]),
    ),
  };
}

/** The rows of which the tracing of a sample is the sum. */
export function profileRowsOf(sample: ProfileSample): ProfileRow[] {
  const { process, namespace, node, group, podId, ip } = inventory.workload('apisix');
  const paths = pathsOf(sample);
  return sample.result.node_values.values.flatMap(([, , self = 0], index) => {
    const [, ...frames] = (paths[index] ?? '').split(';');
    if (self === 0) return [];
    const pod = { type: resourceType.pod, id: podId };
    return [
      {
        createdUs: recordedUs,
        writtenUs: recordedUs,
        appService: process.kname,
        appInstance: process.kname,
        stack: frames.join(';'),
        value: self,
        unit: 'microseconds',
        eventType: 'on-cpu',
        languageType: 'eBPF',
        processId: process.pid,
        gprocessId: process.gprocessId,
        processStartMs: recordedUs / 1000,
        agentId: node.agentId,
        ip,
        subnetId: podNetwork.id,
        vpcId: vpc.id,
        hostId: 0,
        podId,
        podNodeId: node.id,
        podNsId: namespace.id,
        podClusterId: inventory.cluster.id,
        podGroupId: group.id,
        serviceId: 0,
        autoInstance: pod,
        autoService: pod,
        l3Device: pod,
      },
    ];
  });
}
