import { RouteLogs } from '@/components/logs/route-logs';
import { decodeParam } from '@/components/shell/hrefs';

export default async function LogsPage({ params }: PageProps<'/[gatewayId]/routes/[routeId]/logs'>) {
  const { gatewayId, routeId } = await params;
  return <RouteLogs gatewayId={decodeParam(gatewayId)} routeId={decodeParam(routeId)} />;
}
