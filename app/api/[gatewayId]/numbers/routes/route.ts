import { gateway } from '@/lib/server/config';
import { numbersOfRoutes } from '@/lib/server/deepflow/gateway-calls';
import { parseRange, parseRouteIds } from '@/lib/server/deepflow/params';
import { handle, readJson } from '@/lib/server/handle';

type Context = { params: Promise<{ gatewayId: string }> };

/** A reading, and yet a POST: the ids of a screen of routes do not fit into an address. */
export const POST = handle('viewer', async (request, { params }: Context) => {
  const { gatewayId } = await params;
  const range = parseRange(new URL(request.url).searchParams);
  const routeIds = parseRouteIds(await readJson(request));
  return Response.json(await numbersOfRoutes(gateway(gatewayId), { ...range, routeIds }, request.signal));
});
