import { routeBreakdowns } from '@/lib/server/deepflow/breakdown';
import { parseBreakdownQuery } from '@/lib/server/deepflow/params';
import { handle } from '@/lib/server/handle';
import { type RouteContext, routeParams } from '@/lib/server/route-params';

export const GET = handle('viewer', async (request, context: RouteContext) => {
  const { gateway, routeId } = await routeParams(context);
  const query = parseBreakdownQuery(new URL(request.url).searchParams);
  return Response.json(await routeBreakdowns(gateway, { routeId, ...query }, request.signal));
});
