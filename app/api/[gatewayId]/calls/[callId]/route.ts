import { gateway } from '@/lib/server/config';
import { getCallDetail } from '@/lib/server/deepflow/call-detail';
import { parseCallId } from '@/lib/server/deepflow/params';
import { handle } from '@/lib/server/handle';

type Context = { params: Promise<{ gatewayId: string; callId: string }> };

export const GET = handle('viewer', async (request, { params }: Context) => {
  const { gatewayId, callId } = await params;
  return Response.json(await getCallDetail(gateway(gatewayId), parseCallId(callId), request.signal));
});
