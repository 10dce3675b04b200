import { gateway } from '@/lib/server/config';
import { handle } from '@/lib/server/handle';
import { listRoutes } from '@/lib/server/route-list';
import { parseRouteListQuery } from '@/lib/server/route-list-query';

type Context = { params: Promise<{ gatewayId: string }> };

export const GET = handle('viewer', async (request, { params }: Context) => {
  const { gatewayId } = await params;
  const query = parseRouteListQuery(new URL(request.url).searchParams);
  return Response.json(await listRoutes(gateway(gatewayId), query));
});
