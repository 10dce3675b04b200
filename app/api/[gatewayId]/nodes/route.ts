import { gateway } from '@/lib/server/config';
import { parseRange } from '@/lib/server/deepflow/params';
import { handle } from '@/lib/server/handle';
import { gatewayNodes } from '@/lib/server/prometheus/gateway-nodes';

type Context = { params: Promise<{ gatewayId: string }> };

export const GET = handle('viewer', async (request, { params }: Context) => {
  const { gatewayId } = await params;
  const { toMs } = parseRange(new URL(request.url).searchParams);
  return Response.json(await gatewayNodes(gateway(gatewayId), toMs, request.signal));
});
