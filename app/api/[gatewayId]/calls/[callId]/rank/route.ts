import { gateway } from '@/lib/server/config';
import { parseCallId } from '@/lib/server/deepflow/params';
import { getRank } from '@/lib/server/deepflow/rank';
import { handle } from '@/lib/server/handle';

type Context = { params: Promise<{ gatewayId: string; callId: string }> };

export const GET = handle('viewer', async (request, { params }: Context) => {
  const { gatewayId, callId } = await params;
  return Response.json(await getRank(gateway(gatewayId), parseCallId(callId), request.signal));
});
