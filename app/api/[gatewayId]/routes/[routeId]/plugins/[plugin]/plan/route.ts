import { z } from 'zod';
import { parseWish } from '@/lib/apisix/plugin-input';
import { changeRecords } from '@/lib/server/changes/change-records';
import { planChange } from '@/lib/server/changes/plan-change';
import { handle, readJson } from '@/lib/server/handle';
import { type RoutePluginContext, routePluginParams } from '@/lib/server/route-params';

const bodySchema = z.strictObject({ wish: z.unknown() });

export const POST = handle('operator', async (request, context: RoutePluginContext) => {
  const { gateway, routeId, plugin } = await routePluginParams(context);
  const { wish } = bodySchema.parse(await readJson(request));
  const records = await changeRecords();
  return Response.json(await planChange({ gateway, records }, routeId, plugin, parseWish(plugin, wish)));
});
