import { getRouteDetail } from '@/lib/server/apisix/route-detail';
import { handle } from '@/lib/server/handle';
import { type RouteContext, routeParams } from '@/lib/server/route-params';

export const GET = handle('viewer', async (request, context: RouteContext) => {
  const { gateway, routeId } = await routeParams(context);
  return Response.json(await getRouteDetail(gateway, routeId, request.signal));
});
