import 'server-only';
import { z } from 'zod';
import { type DashboardGroup, dashboardGroups } from '@/lib/prometheus/apisix-dashboard';
import { parseRange } from '@/lib/server/deepflow/params';
import type { DashboardQuery } from './apisix-dashboard';

const groups = Object.keys(dashboardGroups) as [DashboardGroup, ...DashboardGroup[]];
/** A value is quoted where it goes into PromQL; its length alone is bounded. */
const labelSchema = z.string().min(1).max(300).optional();
const querySchema = z.object({
  group: z.enum(groups, { error: `must be one of ${groups.join(', ')}` }),
  route: labelSchema,
  service: labelSchema,
  consumer: labelSchema,
  instance: labelSchema,
});

/** Everything that the dashboard may be asked for. Throws ZodError. */
export function parseDashboardQuery(params: URLSearchParams): DashboardQuery {
  const given = (name: string) => params.get(name) ?? undefined;
  const { group, ...filter } = querySchema.parse({
    group: given('group'),
    route: given('route'),
    service: given('service'),
    consumer: given('consumer'),
    instance: given('instance'),
  });
  return { group, range: parseRange(params), filter };
}
