import { z } from 'zod';
import { gateway } from '@/lib/server/config';
import { handle, readJson } from '@/lib/server/handle';
import { planStaticChange } from '@/lib/server/instrumentation/static-change';
import { staticWishSchema } from '@/lib/server/instrumentation/static-wish';

type Context = { params: Promise<{ gatewayId: string }> };

const bodySchema = z.strictObject({ wish: staticWishSchema });

export const POST = handle('operator', async (request, { params }: Context) => {
  const { gatewayId } = await params;
  const { wish } = bodySchema.parse(await readJson(request));
  return Response.json(await planStaticChange(gateway(gatewayId), wish));
});
