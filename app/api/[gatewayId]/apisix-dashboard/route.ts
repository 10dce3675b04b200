import { gateway } from '@/lib/server/config';
import { handle } from '@/lib/server/handle';
import { apisixDashboard } from '@/lib/server/prometheus/apisix-dashboard';
import { parseDashboardQuery } from '@/lib/server/prometheus/dashboard-params';

type Context = { params: Promise<{ gatewayId: string }> };

export const GET = handle('viewer', async (request, { params }: Context) => {
  const { gatewayId } = await params;
  const query = parseDashboardQuery(new URL(request.url).searchParams);
  return Response.json(await apisixDashboard(gateway(gatewayId), query, request.signal));
});
