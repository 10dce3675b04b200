import { readChange } from '@/lib/server/changes/read-changes';
import { handle } from '@/lib/server/handle';
import { type ChangeIdContext, changeParams } from '@/lib/server/route-params';

export const GET = handle('viewer', async (_request, context: ChangeIdContext) => {
  const { gateway, changeId } = await changeParams(context);
  return Response.json(await readChange(gateway, changeId));
});
