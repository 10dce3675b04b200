import { gateway } from '@/lib/server/config';
import { handle } from '@/lib/server/handle';
import { parseLabelsQuery } from '@/lib/server/prometheus/explore-input';
import { promqlLabels } from '@/lib/server/prometheus/explore-names';

type Context = { params: Promise<{ gatewayId: string }> };

export const GET = handle('viewer', async (request, { params }: Context) => {
  const { gatewayId } = await params;
  const query = parseLabelsQuery(new URL(request.url).searchParams);
  return Response.json(await promqlLabels(gateway(gatewayId), query, request.signal));
});
