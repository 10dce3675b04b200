import { RoutePlugins } from '@/components/plugins/route-plugins';
import { decodeParam } from '@/components/shell/hrefs';

export default async function PluginsPage({ params }: PageProps<'/[gatewayId]/routes/[routeId]/plugins'>) {
  return <RoutePlugins routeId={decodeParam((await params).routeId)} />;
}
