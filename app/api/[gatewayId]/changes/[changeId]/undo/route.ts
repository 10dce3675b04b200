import { changeRecords } from '@/lib/server/changes/change-records';
import { shownChange } from '@/lib/server/changes/shown-change';
import { planUndo } from '@/lib/server/changes/undo';
import { handle } from '@/lib/server/handle';
import { type ChangeIdContext, changeParams } from '@/lib/server/route-params';

export const POST = handle('operator', async (_request, params: ChangeIdContext, { actor }) => {
  const { gateway, changeId } = await changeParams(params);
  const undo = await planUndo({ gateway, records: await changeRecords() }, changeId, 'undo', actor);
  return Response.json(shownChange(gateway, undo));
});
