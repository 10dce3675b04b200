import { readMetadata } from '@/lib/server/changes/metadata';
import { handle } from '@/lib/server/handle';
import { type PluginContext, pluginParams } from '@/lib/server/route-params';

export const GET = handle('viewer', async (_request, context: PluginContext) => {
  const { gateway, plugin } = await pluginParams(context);
  return Response.json(await readMetadata(gateway, plugin));
});
