'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { RouteRed } from '@/components/metrics/route-red';
import { InstrumentationCard } from '@/components/plugins/instrumentation-card';
import { useGateway } from '@/components/shell/gateway-context';
import { WithinTime } from '@/components/time-range/within-time';
import { Skeleton } from '@/components/ui/skeleton';
import { apisixQueries } from '@/lib/apisix/queries';
import { RouteFacts } from './route-facts';

/** A route at a glance: what it is, what watches it, how it does. */
export function RouteOverview({ routeId }: { routeId: string }) {
  const t = useTranslations('common');
  const { gateway } = useGateway();
  const { data, error } = useQuery(apisixQueries.route(gateway.id, routeId));
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)] items-start gap-4 p-4 max-lg:grid-cols-1 max-sm:p-2">
      <div className="flex min-w-0 flex-col gap-4">
        <WithinTime>
          <RouteRed gatewayId={gateway.id} routeId={routeId} />
        </WithinTime>
        {data ? <InstrumentationCard detail={data} gatewayId={gateway.id} /> : null}
      </div>
      {data ? (
        <RouteFacts detail={data} />
      ) : error ? null : (
        <div className="h-80 rounded-lg border bg-surface p-4" role="status">
          <span className="sr-only">{t('loading')}</span>
          <Skeleton className="h-4 w-40" />
        </div>
      )}
    </div>
  );
}
