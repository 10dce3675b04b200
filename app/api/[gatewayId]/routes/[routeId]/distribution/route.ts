import { routeDistribution } from '@/lib/server/deepflow/distribution';
import { parseDistributionQuery } from '@/lib/server/deepflow/params';
import { handle } from '@/lib/server/handle';
import { type RouteContext, routeParams } from '@/lib/server/route-params';

export const GET = handle('viewer', async (request, context: RouteContext) => {
  const { gateway, routeId } = await routeParams(context);
  const query = parseDistributionQuery(new URL(request.url).searchParams);
  return Response.json(await routeDistribution(gateway, { routeId, ...query }, request.signal));
});
