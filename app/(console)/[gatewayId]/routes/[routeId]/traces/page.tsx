import { decodeParam } from '@/components/shell/hrefs';
import { WithinTime } from '@/components/time-range/within-time';
import { RouteCalls } from '@/components/traces/route-calls';

export default async function TracesPage({ params }: PageProps<'/[gatewayId]/routes/[routeId]/traces'>) {
  const { gatewayId, routeId } = await params;
  return (
    <WithinTime>
      <RouteCalls gatewayId={decodeParam(gatewayId)} routeId={decodeParam(routeId)} />
    </WithinTime>
  );
}
