import { RouteOverview } from '@/components/routes/route-overview';
import { decodeParam } from '@/components/shell/hrefs';

export default async function OverviewPage({ params }: PageProps<'/[gatewayId]/routes/[routeId]'>) {
  return <RouteOverview routeId={decodeParam((await params).routeId)} />;
}
