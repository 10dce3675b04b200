import { gateway } from '@/lib/server/config';
import { parseMapQuery } from '@/lib/server/deepflow/map-params';
import { routeMap } from '@/lib/server/deepflow/route-map';
import { gatewayMap } from '@/lib/server/deepflow/service-map';
import { handle } from '@/lib/server/handle';

type Context = { params: Promise<{ gatewayId: string }> };

export const GET = handle('viewer', async (request, { params }: Context) => {
  const { gatewayId } = await params;
  const { routeId, ...range } = parseMapQuery(new URL(request.url).searchParams);
  const of = gateway(gatewayId);
  const map =
    routeId === null
      ? await gatewayMap(of, range, request.signal)
      : await routeMap(of, { routeId, ...range }, request.signal);
  return Response.json(map);
});
