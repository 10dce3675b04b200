import { exportChanges } from '@/lib/server/changes/export-changes';
import { parseExportQuery } from '@/lib/server/changes/list-query';
import { gateway } from '@/lib/server/config';
import { handle } from '@/lib/server/handle';

type Context = { params: Promise<{ gatewayId: string }> };

export const GET = handle('viewer', async (request, { params }: Context) => {
  const { gatewayId } = await params;
  const { query, format } = parseExportQuery(new URL(request.url).searchParams);
  return exportChanges(gateway(gatewayId), query, format);
});
