import { RouteLogs } from '@/components/logs/route-logs';
import { decodeParam } from '@/components/shell/hrefs';
import { WithinTime } from '@/components/time-range/within-time';

export default async function LogsPage({ params }: PageProps<'/[gatewayId]/routes/[routeId]/logs'>) {
  const { gatewayId, routeId } = await params;
  return (
    <WithinTime>
      <RouteLogs gatewayId={decodeParam(gatewayId)} routeId={decodeParam(routeId)} />
    </WithinTime>
  );
}
