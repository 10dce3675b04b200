import { getProfile } from '@/lib/server/deepflow/profile';
import { parseProfileQuery } from '@/lib/server/deepflow/profile-params';
import { handle } from '@/lib/server/handle';
import { type RouteContext, routeParams } from '@/lib/server/route-params';

export const GET = handle('viewer', async (request, context: RouteContext) => {
  const { gateway } = await routeParams(context);
  const query = parseProfileQuery(new URL(request.url).searchParams);
  return Response.json(await getProfile(gateway, query, request.signal));
});
