import { RouteMetricsView } from '@/components/metrics/route-metrics';
import { decodeParam } from '@/components/shell/hrefs';

export default async function MetricsPage({ params }: PageProps<'/[gatewayId]/routes/[routeId]/metrics'>) {
  const { gatewayId, routeId } = await params;
  return <RouteMetricsView gatewayId={decodeParam(gatewayId)} routeId={decodeParam(routeId)} />;
}
