import { z } from 'zod';
import { changeRecords } from '@/lib/server/changes/change-records';
import { metadataWishSchema } from '@/lib/server/changes/inputs';
import { applyMetadata } from '@/lib/server/changes/metadata';
import { handle, readJson } from '@/lib/server/handle';
import { type PluginContext, pluginParams } from '@/lib/server/route-params';

const bodySchema = z.strictObject({ wish: metadataWishSchema, seen: z.string().max(100_000) });

export const POST = handle('operator', async (request, context: PluginContext, { actor }) => {
  const { gateway, plugin } = await pluginParams(context);
  const input = { ...bodySchema.parse(await readJson(request)), plugin, actor };
  return Response.json(await applyMetadata({ gateway, records: await changeRecords() }, input));
});
