import 'server-only';
import { z } from 'zod';
import type { GatewayConfig } from '@/lib/server/config';
import { routeIndex } from './route-index';

const idsSchema = z.object({ id: z.array(z.string().min(1).max(300)).max(100, 'must be given at most 100 times') });

/** Names of routes by their ids; one without a name is `''`, one that the gateway does not have is left out. Throws ZodError. */
export async function routeNames(gateway: GatewayConfig, params: URLSearchParams): Promise<Record<string, string>> {
  const { id } = idsSchema.parse({ id: params.getAll('id') });
  const { byId } = await routeIndex(gateway).current();
  return Object.fromEntries(
    id.flatMap((routeId) => {
      const entry = byId.get(routeId);
      return entry ? [[routeId, entry.summary.name]] : [];
    }),
  );
}
