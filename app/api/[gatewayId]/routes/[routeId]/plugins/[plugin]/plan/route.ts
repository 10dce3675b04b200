import { z } from 'zod';
import { parseRouteWish } from '@/lib/server/apisix/route-wish';
import { changeRecords } from '@/lib/server/changes/change-records';
import { planChange } from '@/lib/server/changes/plan-change';
import { handle, readJson } from '@/lib/server/handle';
import { type RoutePluginContext, routePluginParams } from '@/lib/server/route-params';

const bodySchema = z.strictObject({ wish: z.unknown() });

export const POST = handle('operator', async (request, context: RoutePluginContext) => {
  const { gateway, routeId, plugin } = await routePluginParams(context);
  const { wish } = bodySchema.parse(await readJson(request));
  const parsed = await parseRouteWish(gateway, routeId, plugin, wish);
  return Response.json(await planChange({ gateway, records: await changeRecords() }, routeId, plugin, parsed));
});
