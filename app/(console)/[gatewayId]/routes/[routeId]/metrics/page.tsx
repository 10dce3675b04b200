import { RouteMetricsView } from '@/components/metrics/route-metrics';
import { decodeParam } from '@/components/shell/hrefs';
import { WithinTime } from '@/components/time-range/within-time';

export default async function MetricsPage({ params }: PageProps<'/[gatewayId]/routes/[routeId]/metrics'>) {
  const { gatewayId, routeId } = await params;
  return (
    <WithinTime>
      <RouteMetricsView gatewayId={decodeParam(gatewayId)} routeId={decodeParam(routeId)} />
    </WithinTime>
  );
}
