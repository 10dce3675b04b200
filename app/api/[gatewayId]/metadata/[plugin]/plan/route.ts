import { z } from 'zod';
import { metadataWishSchema } from '@/lib/server/changes/inputs';
import { planMetadata } from '@/lib/server/changes/metadata';
import { handle, readJson } from '@/lib/server/handle';
import { type PluginContext, pluginParams } from '@/lib/server/route-params';

const bodySchema = z.strictObject({ wish: metadataWishSchema });

export const POST = handle('operator', async (request, context: PluginContext) => {
  const { gateway, plugin } = await pluginParams(context);
  const { wish } = bodySchema.parse(await readJson(request));
  return Response.json(await planMetadata(gateway, plugin, wish));
});
