import { RouteProfile } from '@/components/profiles/route-profile';
import { decodeParam } from '@/components/shell/hrefs';

export default async function ProfilePage({ params }: PageProps<'/[gatewayId]/routes/[routeId]/profile'>) {
  const { gatewayId, routeId } = await params;
  return <RouteProfile gatewayId={decodeParam(gatewayId)} routeId={decodeParam(routeId)} />;
}
