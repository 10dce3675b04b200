import { routeSeries } from '@/lib/server/deepflow/route-series';
import { handle } from '@/lib/server/handle';
import { type RouteContext, routeParams } from '@/lib/server/route-params';

export const GET = handle('viewer', async (request, context: RouteContext) => {
  const { gateway, routeId } = await routeParams(context);
  return Response.json(await routeSeries(gateway, routeId, request.signal));
});
