import { gateway } from '@/lib/server/config';
import { parseRange } from '@/lib/server/deepflow/params';
import { handle } from '@/lib/server/handle';
import { dashboardLabelValues } from '@/lib/server/prometheus/dashboard-labels';

type Context = { params: Promise<{ gatewayId: string }> };

export const GET = handle('viewer', async (request, { params }: Context) => {
  const { gatewayId } = await params;
  const range = parseRange(new URL(request.url).searchParams);
  return Response.json(await dashboardLabelValues(gateway(gatewayId), range, request.signal));
});
