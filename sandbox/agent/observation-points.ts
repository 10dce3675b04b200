import type { Exchange } from '@/sandbox/agent/exchange';
import type { ClusterNode, Nic, Workload } from '@/sandbox/deepflow/inventory';

/** One place on a request's way at which an agent sees it, with the times it sees there. */
export type Observation = {
  point: 'c-p' | 'c' | 'c-nd' | 's-nd' | 's' | 's-p';
  node: ClusterNode;
  /** Null: a process, seen by eBPF. */
  nic: Nic | null;
  startUs: number;
  /** Null: no answer came. */
  endUs: number | null;
};

type Stop = Omit<Observation, 'startUs' | 'endUs'>;

/** What a request takes from one point to the next, in µs; the answer takes the same way back. */
const leg = { processToNic: 45, nicToNode: 36, nodeToNode: 240, nicToNic: 90, nicToProcess: 66 } as const;

/**
 * The points at which agents see an exchange, from the client to the server, each with times inside those of the one
 * before it. Agents run on the cluster's nodes only; a process is seen where its system calls are given.
 */
export function observations(exchange: Exchange, client: Workload | null, server: Workload | null): Observation[] {
  const way = stops(exchange, client, server);
  // Distance of each stop from the client process, so that both ends' clocks can be brought in.
  const total = way.reduce((sum, { before }) => sum + before, 0);
  const start = between(exchange.clientStartUs, exchange.startUs, total, way.length);
  const end = exchange.endUs === null ? null : between(exchange.clientEndUs, exchange.endUs, -total, -way.length);
  let passed = 0;
  return way.flatMap(({ stop, before }) => {
    passed += before;
    if (stop === null) return [];
    const share = total === 0 ? 0 : passed / total;
    const startUs = start(share);
    return [{ ...stop, startUs, endUs: end === null ? null : Math.max(startUs, end(share)) }];
  });
}

/**
 * The time at a share of the way between the client process (0) and the server process (1). Where the client's clock
 * is unknown it is the server's, less what the network takes (negative: an answer, which reaches the client later).
 * A server that notes its answer only after the client has read it is brought back inside, by `leastUs` at least.
 */
function between(
  clientUs: number | undefined,
  serverUs: number,
  networkUs: number,
  leastUs: number,
): (share: number) => number {
  if (clientUs === undefined) return (share) => Math.round(serverUs - networkUs * (1 - share));
  const inside = clientUs + leastUs;
  const to = leastUs > 0 ? Math.max(serverUs, inside) : Math.min(serverUs, inside);
  return (share) => Math.round(clientUs + (to - clientUs) * share);
}

/** Every leg of the way, `stop` being null where nobody watches. */
function stops(
  exchange: Exchange,
  client: Workload | null,
  server: Workload | null,
): { before: number; stop: Stop | null }[] {
  const way: { before: number; stop: Stop | null }[] = [{ before: 0, stop: null }];
  const sameNode = client !== null && client.node === server?.node;
  if (client !== null) {
    const { node } = client;
    if (exchange.clientSyscall !== null) way.push({ before: 0, stop: { point: 'c-p', node, nic: null } });
    way.push({ before: leg.processToNic, stop: { point: 'c', node, nic: client.nic } });
    if (!sameNode) way.push({ before: leg.nicToNode, stop: { point: 'c-nd', node, nic: node.nic } });
  }
  if (server === null) {
    way.push({ before: leg.nodeToNode, stop: null });
    return way;
  }
  const { node } = server;
  if (!sameNode) way.push({ before: leg.nodeToNode, stop: { point: 's-nd', node, nic: node.nic } });
  way.push({ before: sameNode ? leg.nicToNic : leg.nicToNode, stop: { point: 's', node, nic: server.nic } });
  const process: Stop | null = exchange.serverSyscall === null ? null : { point: 's-p', node, nic: null };
  way.push({ before: leg.nicToProcess, stop: process });
  return way;
}
