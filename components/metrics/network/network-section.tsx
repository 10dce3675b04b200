'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useQueryStates } from 'nuqs';
import { useMemo } from 'react';
import { withBefore } from '@/components/charts/prepare-compare';
import { useCompare } from '@/components/charts/use-compare';
import { type EarlierReach, useEarlier } from '@/components/charts/use-earlier';
import { ChartGrid, type GridChart } from '@/components/metrics/chart-grid';
import { networkParams } from '@/components/metrics/search-params';
import { UnfilteredNote } from '@/components/metrics/unfiltered-note';
import { useAnsweredRange } from '@/components/time-range/use-answered-range';
import { useTimeRange } from '@/components/time-range/use-time-range';
import { EmptyState } from '@/components/ui/empty-state';
import { Notice } from '@/components/ui/notice';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import type { RouteNetwork } from '@/lib/deepflow/network';
import { telemetryQueries } from '@/lib/deepflow/queries';
import { beginsLateS } from '@/lib/telemetry/compare';
import { formatDuration } from '@/lib/telemetry/format';
import { NetworkSource } from './network-source';
import { PeerTable } from './peer-table';
import {
  hasConnections,
  type NetworkChartKey,
  networkShape,
  type Peer,
  peersOf,
  peerThen,
  prepareNetworkCharts,
} from './prepare-network-charts';
import { useNetworkWords } from './use-network-words';

const chartKeys: NetworkChartKey[] = ['throughput', 'rtt', 'retransmittedShare', 'troubles', 'failures', 'opened'];
const counted: ReadonlySet<NetworkChartKey> = new Set(['troubles', 'failures', 'opened']);

/** The TCP connections below a route: of clients to the gateway, and of the gateway to the route's upstreams. */
export function NetworkSection({ gatewayId, routeId }: { gatewayId: string; routeId: string }) {
  const t = useTranslations('routeMetrics.network');
  const { range } = useTimeRange();
  const query = useQuery(telemetryQueries.network({ gatewayId, routeId, range }));
  const answeredRange = useAnsweredRange(range, query.isPlaceholderData);
  const [{ peer: chosen }, setParams] = useQueryStates(networkParams);
  const network = query.data;
  const peers = useMemo(() => (network ? peersOf(network) : []), [network]);
  const peer = peers.find(({ key }) => key === chosen) ?? peers[0];
  const compare = useCompare(range, network?.stepS);
  const earlierQuery = useQuery({
    ...telemetryQueries.network({ gatewayId, routeId, range: compare.earlier?.range ?? range }),
    enabled: compare.earlier !== null && network !== undefined && !query.isPlaceholderData,
  });
  const { before, note } = useEarlier(compare, earlierQuery, (answer) => {
    const then = peerThen(peer, answer);
    const why = then.isUntold && compare.earlier ? t('notCompared', { before: compare.earlier.label }) : null;
    return { ...reachOf(answer, then.peer), why };
  });

  if (query.error && (!network || !query.isPlaceholderData))
    return <ProblemPanel onRetry={() => query.refetch()} problem={query.error.problem} retrying={query.isFetching} />;
  if (network && !query.isPlaceholderData && !hasConnections(network))
    return (
      <EmptyState title={t('empty.title')}>
        {t(network.gateways.length === 0 ? 'empty.noGateway' : 'empty.text')}
      </EmptyState>
    );
  return (
    <div aria-busy={query.isFetching} className="flex flex-col gap-3">
      {network ? <NetworkSource network={network} /> : <Skeleton className="w-96 max-w-full" />}
      {peer ? (
        <PeerTable chosen={peer.key} onChoose={(key) => setParams({ peer: key || null })} peers={peers} />
      ) : (
        <Skeleton className="h-24 w-full" />
      )}
      {peer ? <SharedNotice peer={peer} /> : null}
      <UnfilteredNote by="network" />
      {note}
      <PeerCharts
        earlier={
          before && compare.earlier ? { ...compare.earlier, network: before, peer: peerThen(peer, before).peer } : null
        }
        gatewayId={gatewayId}
        isStale={query.isPlaceholderData}
        network={network}
        peer={peer}
        range={answeredRange}
        routeId={routeId}
      />
    </div>
  );
}

/** What is known of the same connections at an earlier time; of a range before what DeepFlow keeps nothing is. */
function reachOf({ times }: RouteNetwork, then: Peer | undefined): EarlierReach {
  const known = then?.numbers.opened ?? [];
  return { hasValues: known.some((value) => value !== null), beginsS: beginsLateS([known], { times }) };
}

/** Whose numbers these are: a gateway shares its connections among its routes. */
function SharedNotice({ peer }: { peer: Peer }) {
  const t = useTranslations('routeMetrics.network.shared');
  if (peer.kind === 'clients') return <Notice>{t('clients')}</Notice>;
  return (
    <Notice>
      {peer.kind === 'others' ? t('others', { count: peer.instances }) : t('upstream', { name: peer.name })}
    </Notice>
  );
}

type PeerChartsProps = {
  gatewayId: string;
  routeId: string;
  network: RouteNetwork | undefined;
  peer: Peer | undefined;
  range: { fromMs: number; toMs: number };
  isStale: boolean;
  /** The same of an earlier time. */
  earlier: {
    network: RouteNetwork;
    peer: Peer | undefined;
    range: { fromMs: number; toMs: number };
    shiftS: number;
    label: string;
  } | null;
};

function PeerCharts({ gatewayId, routeId, network, peer, range, isStale, earlier }: PeerChartsProps) {
  const t = useTranslations('routeMetrics.network');
  const words = useNetworkWords();
  const models = useMemo(() => {
    if (!network || !peer) return null;
    const shape = networkShape(network, [peer, earlier?.peer]);
    const today = prepareNetworkCharts(peer, network, range, words, shape);
    const then = earlier?.peer && prepareNetworkCharts(earlier.peer, earlier.network, earlier.range, words, shape);
    return Object.fromEntries(
      chartKeys.map((key) => {
        const [model, before] = [today[key], then?.[key]];
        return [key, model && earlier ? withBefore(model, before ?? undefined, earlier.shiftS, earlier.label) : model];
      }),
    ) as typeof today;
  }, [network, peer, range, words, earlier]);
  const step = network ? formatDuration(network.stepS * 1e6) : '';
  const charts = chartKeys.map(
    (key): GridChart => ({
      key,
      title: t(key),
      model: models?.[key] ?? null,
      ...(counted.has(key) && network && { note: t('perPoint', { step }) }),
      empty: models !== null && models[key] === null ? t('noFailures') : null,
    }),
  );
  return <ChartGrid charts={charts} gatewayId={gatewayId} isStale={isStale} routeId={routeId} />;
}
