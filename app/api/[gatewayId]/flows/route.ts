import { gateway } from '@/lib/server/config';
import { getFlows } from '@/lib/server/deepflow/flows';
import { parseFlowQuery } from '@/lib/server/deepflow/params';
import { handle } from '@/lib/server/handle';

type Context = { params: Promise<{ gatewayId: string }> };

export const GET = handle('viewer', async (request, { params }: Context) => {
  const { gatewayId } = await params;
  const flows = parseFlowQuery(new URL(request.url).searchParams);
  return Response.json(await getFlows(gateway(gatewayId), flows, request.signal));
});
