import { gateway } from '@/lib/server/config';
import { parseCallId, parseTraceQuery } from '@/lib/server/deepflow/params';
import { getTrace } from '@/lib/server/deepflow/trace';
import { handle } from '@/lib/server/handle';

type Context = { params: Promise<{ gatewayId: string; callId: string }> };

export const GET = handle('viewer', async (request, { params }: Context) => {
  const { gatewayId, callId } = await params;
  const options = parseTraceQuery(new URL(request.url).searchParams);
  return Response.json(await getTrace(gateway(gatewayId), parseCallId(callId), options, request.signal));
});
