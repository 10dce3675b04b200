import { z } from 'zod';
import { parseRouteWish } from '@/lib/server/apisix/route-wish';
import { applyChange } from '@/lib/server/changes/apply-change';
import { handle, readJson } from '@/lib/server/handle';
import { type RoutePluginContext, routePluginParams } from '@/lib/server/route-params';

const bodySchema = z.strictObject({ wish: z.unknown(), seen: z.string().max(100) });

export const POST = handle('operator', async (request, context: RoutePluginContext) => {
  const { gateway, routeId, plugin } = await routePluginParams(context);
  const { wish, seen } = bodySchema.parse(await readJson(request));
  return Response.json(
    await applyChange(gateway, routeId, plugin, await parseRouteWish(gateway, routeId, plugin, wish), seen),
  );
});
