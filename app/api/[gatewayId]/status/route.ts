import { gateway } from '@/lib/server/config';
import { handle } from '@/lib/server/handle';
import { gatewayStatus } from '@/lib/server/status';

type Context = { params: Promise<{ gatewayId: string }> };

export const GET = handle('viewer', async (_request, { params }: Context) => {
  const { gatewayId } = await params;
  return Response.json(await gatewayStatus(gateway(gatewayId)));
});
