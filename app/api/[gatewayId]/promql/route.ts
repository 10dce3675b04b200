import { gateway } from '@/lib/server/config';
import { handle, readJson } from '@/lib/server/handle';
import { explore } from '@/lib/server/prometheus/explore';
import { parseExplore } from '@/lib/server/prometheus/explore-input';

type Context = { params: Promise<{ gatewayId: string }> };

/** Reads, whatever its method: an expression is too long for an address, and is nobody else's to send. */
export const POST = handle('viewer', async (request, { params }: Context) => {
  const { gatewayId } = await params;
  const input = parseExplore(await readJson(request));
  return Response.json(await explore(gateway(gatewayId), input, request.signal));
});
