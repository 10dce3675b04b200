import 'server-only';
import { failureKinds } from '@/lib/deepflow/network';
import type { NetworkGrid } from '@/lib/telemetry/connection-numbers';
import { bucketOf, highestOf, meanOf, selectMetrics, summed } from './metric-statements';
import { ownEnd } from './own-end';
import type { OwnTags } from './own-tags';
import {
  bare,
  type Condition,
  compare,
  endsWithin,
  isOneOfTexts,
  isText,
  oneOf,
  type Selected,
  type Statement,
} from './sql';

type Grid = Pick<NetworkGrid, 'precision' | 'stepS' | 'fromS' | 'toS'>;

/** `signal_source` of what interfaces saw, and TCP. */
const packets = 0;
const tcp = 6;

/** More than 300 buckets of so many instances and types of them are never asked for. */
const mostRows = 10_000;

function meters({ stepS }: Grid): Selected[] {
  return [
    bucketOf(stepS, 'bucket'),
    ...['byte_tx', 'byte_rx', 'packet', 'new_flow', 'retrans', 'zero_win'].map((of) => summed(of, of)),
    ...failureKinds.map((kind) => summed(kind, kind)),
    meanOf('rtt', 'rtt_mean'),
    highestOf('rtt', 'rtt_highest'),
  ];
}

function within({ fromS, toS }: Grid): Condition[] {
  return [endsWithin(fromS, toS), compare('signal_source', '=', packets), compare('protocol', '=', tcp)];
}

/** Instances of the gateway by their names, which another cluster may have too. */
export type GatewayInstances = { names: readonly string[]; tags: OwnTags };

/** Connections to instances of the gateway on these ports; none: on any. What the gateway sent is `byte_tx`. */
export function connectionsOfClients(
  { names, tags }: GatewayInstances,
  ports: readonly number[],
  grid: Grid,
): Statement {
  return selectMetrics({
    name: 'network.clients',
    from: 'network',
    precision: grid.precision,
    select: meters(grid),
    where: [
      ...within(grid),
      compare('role', '=', 1),
      isOneOfTexts('auto_instance', names),
      ...ownEnd(tags, ''),
      ...(ports.length === 0 ? [] : [oneOf('server_port', ports)]),
    ],
    groupBy: ['bucket'],
    limit: mostRows,
  });
}

/** Connections from instances of the gateway to others, as seen at the gateway's interface; each apart, or all together. */
export function connectionsToUpstreams(
  { names, tags }: GatewayInstances,
  instances: readonly string[],
  grid: Grid,
  { apart }: { apart: boolean },
): Statement {
  return selectMetrics({
    name: apart ? 'network.upstreams' : 'network.other_upstreams',
    from: 'network_map',
    precision: grid.precision,
    select: [...meters(grid), ...(apart ? [bare('auto_instance_1')] : [])],
    where: [
      ...within(grid),
      isText('observation_point', 'c'),
      isOneOfTexts('auto_instance_0', names),
      ...ownEnd(tags, '_0'),
      isOneOfTexts('auto_instance_1', instances),
    ],
    groupBy: apart ? ['bucket', 'auto_instance_1'] : ['bucket'],
    limit: mostRows,
  });
}
