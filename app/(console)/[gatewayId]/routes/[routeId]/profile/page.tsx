import { RouteProfile } from '@/components/profiles/route-profile';
import { decodeParam } from '@/components/shell/hrefs';
import { WithinTime } from '@/components/time-range/within-time';

export default async function ProfilePage({ params }: PageProps<'/[gatewayId]/routes/[routeId]/profile'>) {
  const { gatewayId, routeId } = await params;
  return (
    <WithinTime>
      <RouteProfile gatewayId={decodeParam(gatewayId)} routeId={decodeParam(routeId)} />
    </WithinTime>
  );
}
