import { gateway } from '@/lib/server/config';
import { handle } from '@/lib/server/handle';
import { staticFile } from '@/lib/server/instrumentation/static-change';

type Context = { params: Promise<{ gatewayId: string }> };

export const GET = handle('viewer', async (_request, { params }: Context) => {
  const { gatewayId } = await params;
  return Response.json(await staticFile(gateway(gatewayId)));
});
