import { readTimers } from '@/lib/server/changes/read-changes';
import { gateway } from '@/lib/server/config';
import { handle } from '@/lib/server/handle';

type Context = { params: Promise<{ gatewayId: string }> };

export const GET = handle('viewer', async (_request, { params }: Context) => {
  const { gatewayId } = await params;
  return Response.json(await readTimers(gateway(gatewayId)));
});
