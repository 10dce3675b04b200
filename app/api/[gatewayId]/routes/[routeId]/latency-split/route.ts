import { latencySplit } from '@/lib/server/deepflow/latency-split';
import { parseMetricsQuery } from '@/lib/server/deepflow/params';
import { handle } from '@/lib/server/handle';
import { type RouteContext, routeParams } from '@/lib/server/route-params';

export const GET = handle('viewer', async (request, context: RouteContext) => {
  const { gateway, routeId } = await routeParams(context);
  const query = parseMetricsQuery(new URL(request.url).searchParams);
  return Response.json(await latencySplit(gateway, { routeId, ...query }, request.signal));
});
