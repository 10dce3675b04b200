'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useGateway } from '@/components/shell/gateway-context';
import { Skeleton } from '@/components/ui/skeleton';
import { switchedPlugins } from '@/lib/apisix/plugins-in-force';
import { apisixQueries } from '@/lib/apisix/queries';
import { PluginCard } from './plugin-card';
import { ShownPlugins } from './shown-plugins';

/** The switches of a route. */
export function RoutePlugins({ routeId }: { routeId: string }) {
  const t = useTranslations('common');
  const { gateway } = useGateway();
  const { data, error } = useQuery(apisixQueries.route(gateway.id, routeId));
  if (!data) {
    // Why there is nothing stands above the tabs.
    if (error) return null;
    return (
      <div className="p-4" role="status">
        <span className="sr-only">{t('loading')}</span>
        <Skeleton className="h-64 rounded-lg" />
      </div>
    );
  }
  return (
    <div className="grid grid-cols-2 items-start gap-4 p-4 max-xl:grid-cols-1 max-sm:p-2">
      {switchedPlugins.map((plugin) => (
        <PluginCard detail={data} gatewayId={gateway.id} key={`${routeId} ${plugin}`} plugin={plugin} />
      ))}
      <ShownPlugins states={data.shown} />
    </div>
  );
}
