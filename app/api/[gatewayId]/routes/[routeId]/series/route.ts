import { handle } from '@/lib/server/handle';
import { routeSeries } from '@/lib/server/prometheus/route-series';
import { type RouteContext, routeParams } from '@/lib/server/route-params';

export const GET = handle('viewer', async (request, context: RouteContext) => {
  const { gateway, routeId } = await routeParams(context);
  return Response.json(await routeSeries(gateway, routeId, request.signal));
});
