import type { Problem } from '@/lib/http/problem';
import type { PromSample } from './dto';

/** Connections that are open, by what they are at; `accepted` and `handled` are counters and no state. */
const connectionStates = ['active', 'waiting', 'writing', 'reading'] as const;
export type ConnectionState = (typeof connectionStates)[number];

/** Metrics that one look at the nodes is made of; the names without their prefix. */
export const nodeMetrics = [
  ...(['node_info', 'nginx_http_current_connections', 'etcd_reachable', 'etcd_modify_indexes'] as const),
  ...(['nginx_metric_errors_total', 'shared_dict_capacity_bytes', 'shared_dict_free_space_bytes'] as const),
] as const;
export type NodeMetric = (typeof nodeMetrics)[number];

/** Samples of each metric; null: it could not be asked for. */
/** `seen`: when the newest sample of each node was taken, epoch s. */
export type NodeQuestion = NodeMetric | 'rate' | 'seen';
export type NodeSamples = Record<NodeQuestion, readonly PromSample[] | null>;

/** The newest route that the Admin API knows of. Null: nothing to compare with. */
export type WantedConfig = { routes: number; changedAtS: number | null } | null;

/**
 * Whether a node has the newest route; `settling`: the change is younger than the metrics can be. `gone`: the node reports no
 * longer.
 */
export type ConfigState = 'current' | 'behind' | 'settling' | 'gone' | 'unknown';

export type GatewayNode = {
  /** `''`: the series carry no label `instance`. */
  instance: string;
  hostname: string | null;
  version: string | null;
  requestsPerS: number | null;
  connections: Record<ConnectionState, number | null>;
  etcdReachable: boolean | null;
  metricErrors: number | null;
  /** Revisions in etcd: of the newest route, of the newest object that the node holds, and of etcd itself as it told the node. */
  revisions: { routes: number | null; newest: number | null; etcd: number | null };
  config: ConfigState;
  /** When its newest sample was taken, epoch s; null: not known. */
  seenS: number | null;
};

export type SharedDict = {
  instance: string;
  name: string;
  capacityBytes: number | null;
  freeBytes: number | null;
  /** 0 … 1; null where one of both is missing. */
  used: number | null;
};

/** Answer of GET /api/{gateway}/nodes: the nodes as their metrics were at one moment. */
export type GatewayNodes = {
  /** Epoch seconds. */
  atS: number;
  nodes: GatewayNode[];
  /** The fullest first. */
  dicts: SharedDict[];
  wanted: WantedConfig;
  /** How often the nodes seem to be scraped; null: not known. */
  scrapeS: number | null;
  /** What could not be asked for: it is missing in every node. */
  failures: { metric: NodeQuestion; problem: Problem }[];
};

/** When the nodes are looked at, epoch s, and after how many seconds whatever was is in their metrics. */
export type NodeMoment = { atS: number; settledAfterS: number };

/** Samples are written to DeepFlow or Prometheus that late where all is well. */
const writtenLateS = 60;

/**
 * The nodes by their instance, in the order of their names, those that are gone last: of these nothing is told of the
 * present.
 */
export function toNodes(samples: NodeSamples, wanted: WantedConfig, moment: NodeMoment): GatewayNode[] {
  const gone = goneInstances(samples, moment);
  const settledS = moment.atS - moment.settledAfterS;
  const instances = new Set(Object.values(samples).flatMap((of) => (of ?? []).map(instanceOf)));
  const inOrder = [...instances].sort((a, b) => Number(gone.has(a)) - Number(gone.has(b)) || (a < b ? -1 : 1));
  return inOrder.map((instance) => {
    const isGone = gone.has(instance);
    const of = (metric: NodeQuestion) => samples[metric]?.filter((one) => instanceOf(one) === instance) ?? [];
    const sampleOf = (metric: NodeMetric | 'rate', label?: string, value?: string) =>
      isGone ? null : (of(metric).find(({ labels }) => label === undefined || labels[label] === value)?.value ?? null);
    const revision = (key: string) => sampleOf('etcd_modify_indexes', 'key', key);
    const info = of('node_info')[0]?.labels;
    const reachable = sampleOf('etcd_reachable');
    const revisions = {
      routes: revision('routes'),
      newest: revision('max_modify_index'),
      etcd: revision('x_etcd_index'),
    };
    return {
      instance,
      hostname: info?.hostname ?? null,
      version: info?.version ?? null,
      requestsPerS: sampleOf('rate'),
      connections: Object.fromEntries(
        connectionStates.map((state) => [state, sampleOf('nginx_http_current_connections', 'state', state)]),
      ) as GatewayNode['connections'],
      etcdReachable: reachable === null ? null : reachable > 0,
      metricErrors: sampleOf('nginx_metric_errors_total'),
      revisions,
      config: isGone ? 'gone' : configState(revisions.routes, wanted, settledS),
      seenS: of('seen')[0]?.value ?? null,
    };
  });
}

/**
 * A node's metric is the highest revision of the routes that it holds (exporter.lua, set_modify_index), as old as its
 * scrape. That of the Admin API is of this moment: only a change that is old enough tells that the node is behind.
 */
function configState(routes: number | null, wanted: WantedConfig, settledS: number): ConfigState {
  if (routes === null || wanted === null) return 'unknown';
  if (routes >= wanted.routes) return 'current';
  return wanted.changedAtS === null || wanted.changedAtS <= settledS ? 'behind' : 'settling';
}

/**
 * Nodes that report no longer: others have newer samples by more than scrapes lie apart, or all are too old. A source
 * answers a series for five minutes after its last sample, and a pod that was replaced is no node that lost etcd.
 */
function goneInstances({ seen }: Pick<NodeSamples, 'seen'>, { atS, settledAfterS }: NodeMoment): ReadonlySet<string> {
  const newestS = (seen ?? []).reduce((most, { value }) => Math.max(most, value ?? 0), atS - writtenLateS);
  return new Set((seen ?? []).filter(({ value }) => value !== null && value < newestS - settledAfterS).map(instanceOf));
}

/** Shared dicts of all nodes that report, the fullest first; those whose share is not known come last. */
export function toSharedDicts(
  samples: Pick<NodeSamples, 'shared_dict_capacity_bytes' | 'shared_dict_free_space_bytes' | 'seen'>,
  moment: NodeMoment,
) {
  const gone = goneInstances(samples, moment);
  const dicts = new Map<string, SharedDict>();
  const put = (of: readonly PromSample[] | null, key: 'capacityBytes' | 'freeBytes') => {
    for (const sample of of ?? []) {
      const instance = instanceOf(sample);
      if (gone.has(instance)) continue;
      const name = sample.labels.name ?? '';
      const id = JSON.stringify([instance, name]);
      const dict = dicts.get(id) ?? { instance, name, capacityBytes: null, freeBytes: null, used: null };
      dicts.set(id, { ...dict, [key]: sample.value });
    }
  };
  put(samples.shared_dict_capacity_bytes, 'capacityBytes');
  put(samples.shared_dict_free_space_bytes, 'freeBytes');
  return [...dicts.values()]
    .map((dict): SharedDict => ({ ...dict, used: usedShare(dict) }))
    .sort((a, b) => (b.used ?? -1) - (a.used ?? -1) || a.name.localeCompare(b.name));
}

function usedShare({ capacityBytes, freeBytes }: SharedDict): number | null {
  return capacityBytes === null || freeBytes === null || capacityBytes <= 0 ? null : 1 - freeBytes / capacityBytes;
}

function instanceOf({ labels }: PromSample): string {
  return labels.instance ?? '';
}
