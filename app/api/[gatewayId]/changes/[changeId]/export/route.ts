import { exportDialect } from '@/lib/server/changes/export-dialect';
import { parseDialectQuery } from '@/lib/server/changes/list-query';
import { handle } from '@/lib/server/handle';
import { type ChangeIdContext, changeParams } from '@/lib/server/route-params';

export const GET = handle('viewer', async (request, context: ChangeIdContext) => {
  const { gateway, changeId } = await changeParams(context);
  const { dialect } = parseDialectQuery(new URL(request.url).searchParams);
  return exportDialect(gateway, changeId, dialect);
});
