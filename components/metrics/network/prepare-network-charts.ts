import type { ChartModel, ChartSeries, ChartUnit } from '@/components/charts/chart-model';
import { otherPeers } from '@/components/metrics/search-params';
import { chartAxis, withoutSlivers } from '@/components/metrics/whole-buckets';
import { type ConnectionNumbers, type FailureKind, failureKinds, type RouteNetwork } from '@/lib/deepflow/network';

/** One line of the table: connections to one other end. */
export type Peer =
  | { key: string; kind: 'clients'; numbers: ConnectionNumbers }
  | { key: string; kind: 'upstream'; name: string; service: string; numbers: ConnectionNumbers }
  | { key: string; kind: 'others'; instances: number; numbers: ConnectionNumbers };

/** Clients first, then the upstreams, then what is left of these together. */
export function peersOf({ clients, upstreams, others }: RouteNetwork): Peer[] {
  return [
    { key: '', kind: 'clients', numbers: clients },
    ...upstreams.map(
      ({ instance, service, numbers }): Peer => ({ key: instance, kind: 'upstream', name: instance, service, numbers }),
    ),
    ...(others
      ? [{ key: otherPeers, kind: 'others' as const, instances: others.instances, numbers: others.numbers }]
      : []),
  ];
}

/** Whether any connection was watched at all. */
export function hasConnections(network: RouteNetwork): boolean {
  return peersOf(network).some(({ numbers }) => numbers.totals.packets > 0);
}

/**
 * The same connections in the answer of another time. What is left of the upstreams there is another set than here, so
 * that it stands for nothing: `isUntold`, where these may be among it, or are themselves what is left.
 */
export function peerThen(peer: Peer | undefined, then: RouteNetwork): { peer: Peer | undefined; isUntold: boolean } {
  const same = peer?.kind === 'others' ? undefined : peersOf(then).find(({ key }) => key === peer?.key);
  const isUntold = !same && hasConnections(then) && (peer?.kind === 'others' || then.others !== null);
  return { peer: same, isUntold };
}

export type NetworkChartKey = 'throughput' | 'rtt' | 'retransmittedShare' | 'troubles' | 'failures' | 'opened';
export type NetworkWords = Record<
  'sent' | 'received' | 'share' | 'retransmissions' | 'zeroWindows' | 'mean' | 'max' | 'opened',
  string
> & { failure: Record<FailureKind, string> };

/** Each kind looks the same whichever others occur beside it; the two that end half of a connection are greys. */
const failureLooks: Record<FailureKind, { colour: string; dash?: number[] }> = {
  client_source_port_reuse: { colour: '--series-7' },
  client_ack_miss: { colour: '--series-2' },
  client_establish_other_rst: { colour: '--series-9' },
  server_syn_miss: { colour: '--series-5' },
  server_reset: { colour: '--series-4' },
  server_establish_other_rst: { colour: '--series-8' },
  client_rst_flow: { colour: '--series-6' },
  server_rst_flow: { colour: '--series-1' },
  server_queue_lack: { colour: '--series-3' },
  tcp_timeout: { colour: '--timeout-solid' },
  client_half_close_flow: { colour: '--series-10' },
  server_half_close_flow: { colour: '--unknown-solid', dash: [6, 3] },
};

/** What charts that are compared have in common: the kinds of failures, and of how many seconds what is counted is. */
export type NetworkShape = { kinds: readonly FailureKind[]; perS: number };

/** The kinds that occur in any of these, and the buckets of today. */
export function networkShape({ stepS }: RouteNetwork, peers: readonly (Peer | undefined)[]): NetworkShape {
  const kinds = failureKinds.filter((kind) => peers.some((peer) => peer?.numbers.failures[kind] !== undefined));
  return { kinds, perS: stepS };
}

/**
 * The charts of one set of connections. What is counted is per bucket of today, which those of an earlier time may differ
 * from. Failures lie on each other, one band for each kind, and are null where there is none.
 */
export function prepareNetworkCharts(
  { numbers }: Pick<Peer, 'numbers'>,
  network: RouteNetwork,
  range: { fromMs: number; toMs: number },
  words: NetworkWords,
  { kinds, perS }: NetworkShape,
): Record<Exclude<NetworkChartKey, 'failures'>, ChartModel> & { failures: ChartModel | null } {
  const chart = (unit: ChartUnit, series: ChartSeries[]): ChartModel => ({
    ...chartAxis(network, range),
    unit,
    series,
  });
  const whole = (values: readonly (number | null)[]) => withoutSlivers(values, network, range);
  const counted = (values: readonly (number | null)[]) =>
    perS === network.stepS ? values : values.map((value) => (value === null ? null : (value * perS) / network.stepS));
  const none = numbers.opened.map((value) => (value === null ? null : 0));
  return {
    throughput: chart('bytesPerSecond', [
      { key: 'sent', label: words.sent, colour: '--series-4', values: whole(numbers.sent) },
      { key: 'received', label: words.received, colour: '--series-3', values: whole(numbers.received), dash: [6, 3] },
    ]),
    rtt: chart('durationUs', [
      { key: 'mean', label: words.mean, colour: '--series-1', values: numbers.rttMean },
      { key: 'max', label: words.max, colour: '--series-10', values: numbers.rttMax, dash: [2, 3] },
    ]),
    retransmittedShare: chart('share', [
      { key: 'share', label: words.share, colour: '--series-2', values: numbers.retransmittedShare },
    ]),
    troubles: chart('count', [
      {
        key: 'retransmissions',
        label: words.retransmissions,
        colour: '--series-2',
        values: counted(numbers.retransmissions),
      },
      {
        key: 'zeroWindows',
        label: words.zeroWindows,
        colour: '--series-7',
        values: counted(numbers.zeroWindows),
        dash: [6, 3],
      },
    ]),
    failures:
      kinds.length === 0
        ? null
        : {
            ...chart(
              'count',
              kinds.map((kind) => ({
                key: kind,
                label: words.failure[kind],
                values: counted(numbers.failures[kind] ?? none),
                ...failureLooks[kind],
              })),
            ),
            isStacked: true,
          },
    opened: chart('count', [
      { key: 'opened', label: words.opened, colour: '--series-6', values: counted(numbers.opened), isFilled: true },
    ]),
  };
}
