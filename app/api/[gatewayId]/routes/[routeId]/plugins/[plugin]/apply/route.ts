import { z } from 'zod';
import { parseRouteWish } from '@/lib/server/apisix/route-wish';
import { applyChange } from '@/lib/server/changes/apply-change';
import { changeRecords } from '@/lib/server/changes/change-records';
import { handle, readJson } from '@/lib/server/handle';
import { type RoutePluginContext, routePluginParams } from '@/lib/server/route-params';

const bodySchema = z.strictObject({
  wish: z.unknown(),
  seen: z.string().max(100_000),
  revertAt: z.number().int().positive().nullable().default(null),
});

export const POST = handle('operator', async (request, context: RoutePluginContext, { actor }) => {
  const { gateway, routeId, plugin } = await routePluginParams(context);
  const { wish, ...body } = bodySchema.parse(await readJson(request));
  const input = { ...body, routeId, plugin, actor, wish: await parseRouteWish(gateway, routeId, plugin, wish) };
  return Response.json(await applyChange({ gateway, records: await changeRecords() }, input));
});
