import type { Exchange } from '@/sandbox/agent/exchange';
import { type Role, stacksOf } from '@/sandbox/agent/stacks';
import {
  type Inventory,
  podNetwork,
  resourceType,
  vpc,
  type Workload,
  workloadTags,
} from '@/sandbox/deepflow/inventory';
import type { ProfileRow } from '@/sandbox/deepflow/profile/row';

/** The agent looks 99 times a second at what each CPU runs: one look stands for this much time. */
const sampleUs = 10_101;

/** What serving or sending one request costs a process in µs, and what each kilobyte of it adds. */
const costs = {
  openresty: { serve: 1_100, call: 600, kilobyte: 14, share: 0 },
  node: { serve: 1_600, call: 500, kilobyte: 22, share: 0.06 },
} as const;

/** Processes start when their pods did; nothing in the sandbox depends on when. */
const processStartMs = 1_750_000_000_000;

type Sample = { workload: Workload; second: number; stack: string };

/**
 * On-CPU profiles of the processes that took part in exchanges, as the agent's eBPF profiler would send them. Time that
 * is less than one look is kept for the next exchange, so that what a process used and what its samples say agree.
 */
export class Profiler {
  readonly #unseenUs = new Map<string, number>();

  constructor(private readonly random: () => number = Math.random) {}

  /** One row for each stack, process and second, and one for each process in its host's `Total`. */
  rowsOf(exchanges: readonly Exchange[], inventory: Inventory): ProfileRow[] {
    const samples = exchanges.flatMap((exchange) => [
      ...this.#samples(exchange.server.workload, exchange.serverSyscall !== null, 'serve', exchange, inventory),
      ...this.#samples(exchange.client.workload, exchange.clientSyscall !== null, 'call', exchange, inventory),
    ]);
    const writtenUs = Date.now() * 1000;
    const rows = new Map<string, ProfileRow>();
    const count = (key: string, make: () => ProfileRow) => {
      const row = rows.get(key) ?? make();
      row.value += sampleUs;
      rows.set(key, row);
    };
    for (const { workload, second, stack } of samples) {
      const { kname } = workload.process;
      const place = { createdUs: second * 1e6, writtenUs };
      count(`${second}/${workload.name}/${stack}`, () => processRow(workload, inventory, { ...place, stack }));
      const total = `[p] ${kname};${stack.split(';', 1)[0]}`;
      count(`${second}/${workload.node.id}/${total}`, () => hostRow(workload, inventory, { ...place, stack: total }));
    }
    return [...rows.values()];
  }

  #samples(
    name: string | null,
    isWatched: boolean,
    role: Role,
    exchange: Exchange,
    inventory: Inventory,
  ): readonly Sample[] {
    const workload = name === null || !isWatched ? null : inventory.findWorkload(name);
    if (workload === null) return [];
    const endUs = exchange.endUs ?? exchange.startUs;
    const cost = costs[workload.process.kname === 'openresty' ? 'openresty' : 'node'];
    const bytes = exchange.requestBytes + exchange.responseBytes;
    // Of a request that takes long the most is waiting.
    const tookUs = Math.min(Math.max(0, endUs - exchange.startUs), 2_000_000);
    const busyUs = role === 'serve' ? tookUs * cost.share : 0;
    const spentUs = (cost[role] + (bytes / 1024) * cost.kilobyte) * (0.6 + 0.8 * this.random()) + busyUs;
    const unseenUs = (this.#unseenUs.get(workload.name) ?? 0) + spentUs;
    const looks = Math.floor(unseenUs / sampleUs);
    this.#unseenUs.set(workload.name, unseenUs - looks * sampleUs);
    const second = Math.floor(endUs / 1e6);
    const { kname } = workload.process;
    return Array.from({ length: looks }, () => ({ workload, second, stack: this.#pick(kname, role) }));
  }

  #pick(processName: string, role: Role): string {
    const stacks = stacksOf(processName, role);
    let left = this.random() * stacks.reduce((sum, { weight }) => sum + weight, 0);
    for (const { weight, frames } of stacks) {
      left -= weight;
      if (left < 0) return frames;
    }
    return stacks.at(-1)?.frames ?? '';
  }
}

type Batch = { createdUs: number; writtenUs: number; stack: string };

const onCpu = { value: 0, unit: 'microseconds', eventType: 'on-cpu', languageType: 'eBPF' };

function processRow(workload: Workload, inventory: Inventory, batch: Batch): ProfileRow {
  const { process, node, group, namespace, service, podId } = workload;
  const tags = workloadTags(workload);
  return {
    ...onCpu,
    ...batch,
    appService: process.kname,
    appInstance: process.kname,
    processId: process.pid,
    gprocessId: process.gprocessId,
    processStartMs,
    agentId: node.agentId,
    ip: workload.ip,
    subnetId: podNetwork.id,
    vpcId: vpc.id,
    hostId: 0,
    podId,
    podNodeId: node.id,
    podNsId: namespace.id,
    podClusterId: inventory.cluster.id,
    podGroupId: group.id,
    serviceId: service?.id ?? 0,
    autoInstance: { type: tags.auto_instance_type, id: tags.auto_instance_id },
    autoService: { type: tags.auto_service_type, id: tags.auto_service_id },
    l3Device: { type: resourceType.pod, id: podId },
  };
}

/** The whole host's profile, three levels deep, is one of a process named Total that belongs to the node. */
function hostRow({ node }: Workload, inventory: Inventory, batch: Batch): ProfileRow {
  const own = { type: resourceType.node, id: node.id };
  return {
    ...onCpu,
    ...batch,
    appService: 'Total',
    appInstance: 'Total',
    processId: 0,
    gprocessId: 0,
    processStartMs,
    agentId: node.agentId,
    ip: node.ip,
    subnetId: 0,
    vpcId: vpc.id,
    hostId: 0,
    podId: 0,
    podNodeId: node.id,
    podNsId: 0,
    podClusterId: inventory.cluster.id,
    podGroupId: 0,
    serviceId: 0,
    autoInstance: own,
    autoService: own,
    l3Device: own,
  };
}
