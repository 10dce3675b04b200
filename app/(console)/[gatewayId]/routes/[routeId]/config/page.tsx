import { RouteConfig } from '@/components/routes/route-config';
import { decodeParam } from '@/components/shell/hrefs';

export default async function ConfigPage({ params }: PageProps<'/[gatewayId]/routes/[routeId]/config'>) {
  return <RouteConfig routeId={decodeParam((await params).routeId)} />;
}
