import { listCalls } from '@/lib/server/deepflow/calls';
import { parseCallQuery } from '@/lib/server/deepflow/params';
import { handle } from '@/lib/server/handle';
import { type RouteContext, routeParams } from '@/lib/server/route-params';

export const GET = handle('viewer', async (request, context: RouteContext) => {
  const { gateway, routeId } = await routeParams(context);
  const query = parseCallQuery(new URL(request.url).searchParams);
  return Response.json(await listCalls(gateway, { routeId, ...query }, request.signal));
});
