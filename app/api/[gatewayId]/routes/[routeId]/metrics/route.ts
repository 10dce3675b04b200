import { gateway } from '@/lib/server/config';
import { routeMetrics } from '@/lib/server/deepflow/metrics';
import { parseRange } from '@/lib/server/deepflow/params';
import { handle } from '@/lib/server/handle';

type Context = { params: Promise<{ gatewayId: string; routeId: string }> };

export const GET = handle('viewer', async (request, { params }: Context) => {
  const { gatewayId, routeId } = await params;
  const range = parseRange(new URL(request.url).searchParams);
  return Response.json(await routeMetrics(gateway(gatewayId), { routeId, ...range }, request.signal));
});
