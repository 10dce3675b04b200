import { gateway } from '@/lib/server/config';
import { listCalls } from '@/lib/server/deepflow/calls';
import { parseCallQuery } from '@/lib/server/deepflow/params';
import { handle } from '@/lib/server/handle';

type Context = { params: Promise<{ gatewayId: string; routeId: string }> };

export const GET = handle('viewer', async (request, { params }: Context) => {
  const { gatewayId, routeId } = await params;
  const query = parseCallQuery(new URL(request.url).searchParams);
  return Response.json(await listCalls(gateway(gatewayId), { routeId, ...query }, request.signal));
});
