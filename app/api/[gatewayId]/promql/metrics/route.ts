import { gateway } from '@/lib/server/config';
import { handle } from '@/lib/server/handle';
import { promqlNames } from '@/lib/server/prometheus/explore-names';

type Context = { params: Promise<{ gatewayId: string }> };

export const GET = handle('viewer', async (request, { params }: Context) => {
  const { gatewayId } = await params;
  return Response.json(await promqlNames(gateway(gatewayId), request.signal));
});
