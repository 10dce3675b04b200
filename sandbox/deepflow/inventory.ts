/**
 * The cluster that the sandbox's DeepFlow knows: three Kubernetes nodes with an agent each, and the pods of the
 * gateway, the shop and one client inside the cluster. Everything in the sandbox runs on one machine; these are the
 * addresses and names under which DeepFlow would see it in a real cluster.
 */

export type ClusterNode = {
  id: number;
  name: string;
  ip: string;
  agentId: number;
  chostId: number;
  /** The node's own NIC, where `c-nd` and `s-nd` are observed. */
  nic: Nic;
};

export type Nic = { name: string; mac: number };

export type Namespace = { id: number; name: string };

export type Workload = {
  /** The key under which the rest of the sandbox speaks of it. */
  name: string;
  namespace: Namespace;
  node: ClusterNode;
  /** The pod's name, which DeepFlow shows as the instance. */
  instance: string;
  podId: number;
  ip: string;
  /** The pod's NIC, where `c` and `s` are observed. */
  nic: Nic;
  /** Kubernetes Service in front of it; the client in the cluster has none. */
  service: { id: number; name: string } | null;
  /** The Deployment that made the pod. */
  group: { id: number; name: string };
  /** Process on the node as the agent's eBPF sees it; `gprocess` is its entry in DeepFlow's list of processes. */
  process: { pid: number; kname: string; gprocessId: number; gprocess: string };
  /** Port the container listens on; 0 for a pure client. */
  port: number;
};

export type NicOwner = { node: ClusterNode; nic: Nic; type: number; id: number; name: string; icon: number };

/** What a row says of one of its two ends, in the columns' names without the `_0` / `_1`. */
export type EndTags = {
  ip: string;
  l3_epc_id: number;
  subnet_id: number;
  subnet: string;
  auto_instance_type: number;
  auto_instance_id: number;
  auto_instance: string;
  auto_service_type: number;
  auto_service_id: number;
  auto_service: string;
  pod_id: number;
};

export type Inventory = {
  cluster: { id: number; name: string };
  nodes: readonly ClusterNode[];
  namespaces: readonly Namespace[];
  workloads: readonly Workload[];
  /** Every NIC that an agent captures at. */
  nics: readonly NicOwner[];
  /** Throws for a name that is no workload of the cluster. */
  workload(name: string): Workload;
  findWorkload(name: string): Workload | null;
  workloadByIp(ip: string): Workload | null;
  workloadByPodId(podId: number): Workload | null;
  workloadByInstance(instance: string): Workload | null;
  /** The NIC an agent captured at, as the querier's `resource_from_vtap` describes it; null for an unknown one. */
  nicOwner(agentId: number, mac: number): { name: string; resource: readonly (number | string)[] } | null;
};

export const vpc = { id: 1, name: 'shop-vpc' };
export const podNetwork = { id: 12, name: 'pod-net' };
export const nodeNetwork = { id: 11, name: 'node-net' };
const internet = -2;

/** What an OTel row holds where no attribute names the peer. */
export const unknownAddress = '0.0.0.0';

/** Numbers of DeepFlow's `auto_instance_type` and `auto_service_type`. */
export const resourceType = {
  internet: 0,
  chost: 1,
  pod: 10,
  service: 11,
  node: 14,
  process: 120,
  deployment: 130,
  ip: 255,
} as const;

/** Icons that the querier reports beside a NIC's owner. */
export const icon = { pod: 10, node: 6 } as const;

function clusterNode(id: number, mac: number): ClusterNode {
  return {
    id,
    name: `k8s-node-${id}`,
    ip: `192.168.10.${10 + id}`,
    agentId: id,
    chostId: 500 + id,
    nic: { name: 'eth0', mac },
  };
}

const node1 = clusterNode(1, 0xa47f_3c74);
const node2 = clusterNode(2, 0x3938_5fc2);
const node3 = clusterNode(3, 0x5b0e_91d8);

const apisixNamespace: Namespace = { id: 21, name: 'apisix' };
const shopNamespace: Namespace = { id: 22, name: 'shop' };
const edgeNamespace: Namespace = { id: 23, name: 'edge' };

function shopWorkload(
  name: string,
  instance: string,
  podId: number,
  ip: string,
  node: ClusterNode,
  pid: number,
  mac: number,
): Workload {
  return {
    name,
    namespace: shopNamespace,
    node,
    instance,
    podId,
    ip,
    nic: { name: `veth${mac.toString(16).slice(-6)}`, mac },
    service: { id: podId + 60, name },
    group: { id: podId + 160, name },
    process: { pid, kname: 'node', gprocessId: podId + 9000, gprocess: `node@${name}` },
    port: 8080,
  };
}

const workloads: readonly Workload[] = [
  {
    name: 'apisix',
    namespace: apisixNamespace,
    node: node1,
    instance: 'apisix-7c9d8f6b5-x2x7k',
    podId: 31,
    ip: '10.42.1.15',
    nic: { name: 'veth53f0d5', mac: 0xb753_f0d5 },
    service: { id: 101, name: 'apisix-gateway' },
    group: { id: 201, name: 'apisix' },
    process: { pid: 4123, kname: 'openresty', gprocessId: 9031, gprocess: 'openresty@apisix' },
    port: 9080,
  },
  shopWorkload('webshop', 'webshop-6d5f9c7b8-9qk2v', 44, '10.42.2.33', node2, 2207, 0x14ff_16dc),
  shopWorkload('cart', 'cart-5b8c6d7f9-l4m8z', 45, '10.42.3.21', node3, 1874, 0x1c20_7aa3),
  shopWorkload('product', 'product-7f6b5d4c9-t6w2j', 46, '10.42.2.41', node2, 2291, 0x1e5d_30b9),
  shopWorkload('pricing', 'pricing-84c7b9d6f-h7n5x', 47, '10.42.3.36', node3, 1902, 0x1a7e_c4f1),
  shopWorkload('payment', 'payment-69d8f7c5b-q3r9d', 48, '10.42.1.48', node1, 4388, 0x12b4_5e67),
  {
    name: 'storefront',
    namespace: edgeNamespace,
    node: node3,
    instance: 'storefront-5c4d7b8f6-v8p3k',
    podId: 51,
    ip: '10.42.3.77',
    nic: { name: 'veth9d02be', mac: 0x169d_02be },
    service: null,
    group: { id: 211, name: 'storefront' },
    process: { pid: 2016, kname: 'node', gprocessId: 9051, gprocess: 'node@storefront' },
    port: 0,
  },
];

const nodes: readonly ClusterNode[] = [node1, node2, node3];
const namespaces: readonly Namespace[] = [apisixNamespace, shopNamespace, edgeNamespace];

const byName = new Map(workloads.map((workload) => [workload.name, workload]));
const byIp = new Map(workloads.map((workload) => [workload.ip, workload]));
const byPodId = new Map(workloads.map((workload) => [workload.podId, workload]));
const byInstance = new Map(workloads.map((workload) => [workload.instance, workload]));

const nicOwners: readonly NicOwner[] = [
  ...nodes.map((node) => ({
    node,
    nic: node.nic,
    type: resourceType.node,
    id: node.id,
    name: node.name,
    icon: icon.node,
  })),
  ...workloads.map(({ node, nic, podId, instance }) => ({
    node,
    nic,
    type: resourceType.pod,
    id: podId,
    name: instance,
    icon: icon.pod,
  })),
];

const byNic = new Map(nicOwners.map((owner) => [`${owner.node.agentId}/${owner.nic.mac}`, owner]));

export const inventory: Inventory = {
  cluster: { id: 1, name: 'shop-cluster' },
  nodes,
  namespaces,
  workloads,
  nics: nicOwners,
  workload: (name) => {
    const found = byName.get(name);
    if (found === undefined) throw new Error(`no workload "${name}" in the sandbox's cluster`);
    return found;
  },
  findWorkload: (name) => byName.get(name) ?? null,
  workloadByIp: (ip) => byIp.get(ip) ?? null,
  workloadByPodId: (podId) => byPodId.get(podId) ?? null,
  workloadByInstance: (instance) => byInstance.get(instance) ?? null,
  nicOwner: (agentId, mac) => {
    const owner = byNic.get(`${agentId}/${mac}`);
    if (owner === undefined) return null;
    const { node } = owner;
    const resource = [
      owner.type,
      owner.id,
      owner.name,
      owner.icon,
      node.id,
      node.name,
      node.chostId,
      node.name,
      node.id,
      node.name,
    ];
    return { name: owner.nic.name, resource };
  },
};

/** Tags of an end that is a workload of the cluster. */
export function workloadTags(workload: Workload): EndTags {
  const { instance, podId, ip, service, group } = workload;
  return {
    ip,
    l3_epc_id: vpc.id,
    subnet_id: podNetwork.id,
    subnet: podNetwork.name,
    auto_instance_type: resourceType.pod,
    auto_instance_id: podId,
    auto_instance: instance,
    auto_service_type: service === null ? resourceType.deployment : resourceType.service,
    auto_service_id: service?.id ?? group.id,
    auto_service: service?.name ?? group.name,
    pod_id: podId,
  };
}

/**
 * Tags of an end by its address. DeepFlow calls an address that it does not know Internet when it is a public one, and
 * names a private one by the address itself. An OTel row is never Internet.
 */
export function addressTags(ip: string, signal: 'flow' | 'otel', from: Inventory = inventory): EndTags {
  const known = from.workloadByIp(ip);
  if (known !== null) return workloadTags(known);
  const isInternet = signal === 'flow' && !isPrivateAddress(ip);
  const type = isInternet ? resourceType.internet : resourceType.ip;
  return {
    ip,
    l3_epc_id: isInternet ? internet : ip === unknownAddress ? -1 : vpc.id,
    subnet_id: 0,
    subnet: '',
    auto_instance_type: type,
    auto_instance_id: 0,
    auto_instance: ip,
    auto_service_type: type,
    auto_service_id: 0,
    auto_service: ip,
    pod_id: 0,
  };
}

function isPrivateAddress(ip: string): boolean {
  return /^(10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|::1$|f[cd]|fe80:)/i.test(ip);
}
