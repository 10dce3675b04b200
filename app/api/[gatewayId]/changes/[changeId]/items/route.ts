import { parseChangeItemQuery } from '@/lib/server/changes/list-query';
import { readItems } from '@/lib/server/changes/read-changes';
import { handle } from '@/lib/server/handle';
import { type ChangeIdContext, changeParams } from '@/lib/server/route-params';

export const GET = handle('viewer', async (request, context: ChangeIdContext) => {
  const { gateway, changeId } = await changeParams(context);
  const query = parseChangeItemQuery(new URL(request.url).searchParams);
  return Response.json(await readItems(gateway, changeId, query));
});
