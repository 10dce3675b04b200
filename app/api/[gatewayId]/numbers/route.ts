import { gateway } from '@/lib/server/config';
import { gatewayNumbers } from '@/lib/server/deepflow/gateway-calls';
import { parseRange } from '@/lib/server/deepflow/params';
import { handle } from '@/lib/server/handle';

type Context = { params: Promise<{ gatewayId: string }> };

export const GET = handle('viewer', async (request, { params }: Context) => {
  const { gatewayId } = await params;
  const range = parseRange(new URL(request.url).searchParams);
  return Response.json(await gatewayNumbers(gateway(gatewayId), range, request.signal));
});
