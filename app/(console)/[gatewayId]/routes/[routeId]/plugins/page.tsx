import { RouteHistory } from '@/components/changes/route-history';
import { RouteTimers } from '@/components/changes/route-timers';
import { RoutePlugins } from '@/components/plugins/route-plugins';
import { decodeParam } from '@/components/shell/hrefs';

export default async function PluginsPage({ params }: PageProps<'/[gatewayId]/routes/[routeId]/plugins'>) {
  const routeId = decodeParam((await params).routeId);
  return (
    <>
      <RouteTimers routeId={routeId} />
      <RoutePlugins routeId={routeId} />
      <RouteHistory routeId={routeId} />
    </>
  );
}
