import { parseRange } from '@/lib/server/deepflow/params';
import { handle } from '@/lib/server/handle';
import { apisixMetrics } from '@/lib/server/prometheus/route-metrics';
import { type RouteContext, routeParams } from '@/lib/server/route-params';

export const GET = handle('viewer', async (request, context: RouteContext) => {
  const { gateway, routeId } = await routeParams(context);
  const range = parseRange(new URL(request.url).searchParams);
  return Response.json(await apisixMetrics(gateway, { routeId, ...range }, request.signal));
});
