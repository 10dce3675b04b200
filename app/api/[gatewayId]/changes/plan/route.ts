import { changeRecords } from '@/lib/server/changes/change-records';
import { parseBulkPlan } from '@/lib/server/changes/inputs';
import { planBulk } from '@/lib/server/changes/plan-bulk';
import { shownChange } from '@/lib/server/changes/shown-change';
import { gateway as gatewayOf } from '@/lib/server/config';
import { handle, readJson } from '@/lib/server/handle';

type Context = { params: Promise<{ gatewayId: string }> };

export const POST = handle('operator', async (request, { params }: Context, { actor }) => {
  const gateway = gatewayOf((await params).gatewayId);
  const input = parseBulkPlan(await readJson(request));
  return Response.json(shownChange(gateway, await planBulk({ gateway, records: await changeRecords() }, input, actor)));
});
