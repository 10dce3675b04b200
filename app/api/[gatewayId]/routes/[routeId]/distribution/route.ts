import { gateway } from '@/lib/server/config';
import { routeDistribution } from '@/lib/server/deepflow/distribution';
import { parseDistributionQuery } from '@/lib/server/deepflow/params';
import { handle } from '@/lib/server/handle';

type Context = { params: Promise<{ gatewayId: string; routeId: string }> };

export const GET = handle('viewer', async (request, { params }: Context) => {
  const { gatewayId, routeId } = await params;
  const query = parseDistributionQuery(new URL(request.url).searchParams);
  return Response.json(await routeDistribution(gateway(gatewayId), { routeId, ...query }, request.signal));
});
