'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useQueryStates } from 'nuqs';
import type { ReactNode } from 'react';
import { type TimeRangeHandle, useTimeRange } from '@/components/time-range/use-time-range';
import { CallEmpty } from '@/components/traces/call-empty';
import { emptyReason } from '@/components/traces/empty-reason';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import type { CallNotice } from '@/lib/deepflow/dto';
import { mapQueries } from '@/lib/deepflow/map-queries';
import type { MapNotice, ServiceMap } from '@/lib/deepflow/service-map';
import { MapEmpty } from './map-empty';
import { MapView } from './map-view';
import { RouteChoice } from './route-choice';
import { mapParams } from './search-params';

/** The service map of a gateway: clients → gateway → upstreams and what these call, of all its routes or of one. */
export function ServiceMapPage({ gatewayId }: { gatewayId: string }) {
  const t = useTranslations('serviceMap');
  const time = useTimeRange();
  const [{ route }, setParams] = useQueryStates(mapParams);
  const query = useQuery(mapQueries.map({ gatewayId, range: time.range }, route));
  const { data, error } = query;
  const choice = (
    <RouteChoice
      gatewayId={gatewayId}
      onChoose={(routeId) =>
        setParams({ route: routeId, focus: null, edge: null, clients: null, q: null }, { history: 'push' })
      }
      routeId={route}
      routeName={data?.route?.name ?? ''}
    />
  );
  const problem = error ? (
    <ProblemPanel
      className="m-4 max-sm:m-2"
      onRetry={() => query.refetch()}
      problem={error.problem}
      retrying={query.isFetching}
    />
  ) : null;

  if (data === undefined && error) {
    if (error.problem.code === 'not_configured')
      return <MapEmpty gatewayId={gatewayId} reason="noDeepflow" time={time} />;
    return (
      <>
        {route === null ? null : <div className="px-4 pt-2">{choice}</div>}
        {problem}
      </>
    );
  }
  return (
    <section
      aria-busy={query.isFetching}
      aria-label={t('region')}
      className="flex h-full min-h-120 flex-col"
      data-slot="service-map"
    >
      {data === undefined ? (
        <MapSkeleton choice={choice} />
      ) : data.edges.length === 0 && !query.isPlaceholderData ? (
        <>
          <div className="border-b px-4 py-2 max-sm:px-2">{choice}</div>
          {problem}
          <NothingThere gatewayId={gatewayId} map={data} time={time} />
        </>
      ) : (
        <>
          {problem}
          <MapView
            choice={choice}
            gatewayId={gatewayId}
            isOld={query.isPlaceholderData}
            // Another route is another picture: nothing of the last one keeps its place.
            key={route ?? ''}
            map={data}
            time={time}
          />
        </>
      )}
    </section>
  );
}

type NothingProps = { gatewayId: string; map: ServiceMap; time: TimeRangeHandle };

function NothingThere({ gatewayId, map, time }: NothingProps) {
  const { route, source, notices } = map;
  if (route === null || source === null) {
    const why = notices.includes('not_kept') ? 'notKept' : source === null ? 'blind' : 'noTraffic';
    return <MapEmpty gatewayId={gatewayId} reason={why} time={time} />;
  }
  const ambiguous = route.attributed.ambiguous;
  return (
    <CallEmpty
      chosen={time.chosen}
      clearFilters={() => undefined}
      count={ambiguous}
      gatewayId={gatewayId}
      keptFromS={route.keptFromS}
      reason={emptyReason({
        isFiltered: false,
        notices: notices.filter(isCallNotice),
        otherRoutes: 0,
        ambiguous,
        keptFromS: route.keptFromS,
      })}
      routeId={route.id}
      setRange={time.setRange}
    />
  );
}

function isCallNotice(notice: MapNotice): notice is CallNotice {
  return notice !== 'rows_cut' && notice !== 'shared_host';
}

/** As high as the map with its tools. */
function MapSkeleton({ choice }: { choice: ReactNode }) {
  const t = useTranslations('serviceMap');
  return (
    <div className="flex h-full flex-col">
      <span className="sr-only">{t('reading')}</span>
      <div className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 max-sm:px-2">
        <Skeleton aria-hidden className="h-7 w-32" />
        <Skeleton aria-hidden className="h-7 w-60" />
        {choice}
      </div>
      <div aria-hidden className="flex flex-1 items-center justify-center gap-16 max-sm:gap-4">
        <div className="flex flex-col gap-6">
          <Skeleton className="h-13 w-44 max-sm:w-20" />
          <Skeleton className="h-13 w-44 max-sm:w-20" />
        </div>
        <Skeleton className="h-13 w-44 max-sm:w-20" />
        <div className="flex flex-col gap-6">
          <Skeleton className="h-13 w-44 max-sm:w-20" />
          <Skeleton className="h-13 w-44 max-sm:w-20" />
          <Skeleton className="h-13 w-44 max-sm:w-20" />
        </div>
      </div>
    </div>
  );
}
