import { changeRecords } from '@/lib/server/changes/change-records';
import { controlSchema } from '@/lib/server/changes/inputs';
import { runHere } from '@/lib/server/changes/run-here';
import { shownChange } from '@/lib/server/changes/shown-change';
import { controlChange } from '@/lib/server/changes/start-change';
import { handle, readJson } from '@/lib/server/handle';
import { type ChangeIdContext, changeParams } from '@/lib/server/route-params';

export const POST = handle('operator', async (request, params: ChangeIdContext) => {
  const { gateway, changeId } = await changeParams(params);
  const { action } = controlSchema.parse(await readJson(request));
  const context = { gateway, records: await changeRecords() };
  const change = await controlChange(context, changeId, action);
  if (action === 'resume' || action === 'retry') void runHere(context, changeId);
  return Response.json(shownChange(gateway, change));
});
