import { pluginFacts } from '@/lib/server/apisix/plugin-facts';
import { handle } from '@/lib/server/handle';
import { type PluginContext, pluginParams } from '@/lib/server/route-params';

export const GET = handle('viewer', async (request, context: PluginContext) => {
  const { gateway, plugin } = await pluginParams(context);
  return Response.json(await pluginFacts(gateway, plugin, request.signal));
});
