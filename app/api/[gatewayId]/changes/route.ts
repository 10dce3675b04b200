import { parseChangeListQuery } from '@/lib/server/changes/list-query';
import { readChanges } from '@/lib/server/changes/read-changes';
import { gateway } from '@/lib/server/config';
import { handle } from '@/lib/server/handle';

type Context = { params: Promise<{ gatewayId: string }> };

export const GET = handle('viewer', async (request, { params }: Context) => {
  const { gatewayId } = await params;
  const query = parseChangeListQuery(new URL(request.url).searchParams);
  return Response.json(await readChanges(gateway(gatewayId), query));
});
