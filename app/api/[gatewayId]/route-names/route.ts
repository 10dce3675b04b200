import { routeNames } from '@/lib/server/apisix/route-names';
import { gateway } from '@/lib/server/config';
import { handle } from '@/lib/server/handle';

type Context = { params: Promise<{ gatewayId: string }> };

export const GET = handle('viewer', async (request, { params }: Context) => {
  const { gatewayId } = await params;
  return Response.json(await routeNames(gateway(gatewayId), new URL(request.url).searchParams));
});
