import { changeRecords } from '@/lib/server/changes/change-records';
import { startSchema } from '@/lib/server/changes/inputs';
import { runHere } from '@/lib/server/changes/run-here';
import { shownChange } from '@/lib/server/changes/shown-change';
import { startChange } from '@/lib/server/changes/start-change';
import { handle, readJson } from '@/lib/server/handle';
import { type ChangeIdContext, changeParams } from '@/lib/server/route-params';

export const POST = handle('operator', async (request, params: ChangeIdContext) => {
  const { gateway, changeId } = await changeParams(params);
  const input = startSchema.parse(await readJson(request));
  const context = { gateway, records: await changeRecords() };
  const change = await startChange(context, changeId, input);
  void runHere(context, changeId);
  return Response.json(shownChange(gateway, change));
});
