import { z } from 'zod';
import { changeRecords } from '@/lib/server/changes/change-records';
import { gateway } from '@/lib/server/config';
import { handle, readJson } from '@/lib/server/handle';
import { applyStaticChange } from '@/lib/server/instrumentation/static-change';
import { staticWishSchema } from '@/lib/server/instrumentation/static-wish';

type Context = { params: Promise<{ gatewayId: string }> };

const bodySchema = z.strictObject({ wish: staticWishSchema, seen: z.string().max(100) });

export const POST = handle('operator', async (request, { params }: Context, { actor }) => {
  const { gatewayId } = await params;
  const input = bodySchema.parse(await readJson(request));
  const context = { gateway: gateway(gatewayId), records: await changeRecords() };
  return Response.json(await applyStaticChange(context, { ...input, actor }));
});
