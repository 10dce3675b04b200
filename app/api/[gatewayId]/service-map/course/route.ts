import { gateway } from '@/lib/server/config';
import { edgeCourse } from '@/lib/server/deepflow/map-course';
import { parseCourse } from '@/lib/server/deepflow/map-params';
import { handle } from '@/lib/server/handle';

type Context = { params: Promise<{ gatewayId: string }> };

export const GET = handle('viewer', async (request, { params }: Context) => {
  const { gatewayId } = await params;
  const asked = parseCourse(new URL(request.url).searchParams);
  return Response.json(await edgeCourse(gateway(gatewayId), asked, request.signal));
});
