import { gateway } from '@/lib/server/config';
import { handle } from '@/lib/server/handle';
import { gatewayInstrumentation } from '@/lib/server/instrumentation/gateway-instrumentation';

type Context = { params: Promise<{ gatewayId: string }> };

export const GET = handle('viewer', async (request, { params }: Context) => {
  const { gatewayId } = await params;
  return Response.json(await gatewayInstrumentation(gateway(gatewayId), request.signal));
});
