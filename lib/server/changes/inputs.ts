import 'server-only';
import { z } from 'zod';
import { parseWish } from '@/lib/apisix/plugin-input';
import { switchedPlugins } from '@/lib/apisix/plugins-in-force';
import { type BulkPlanInput, changeActions, planOutcomes } from '@/lib/changes/dto';
import { routeListQuerySchema } from '@/lib/server/route-list-query';
import { routeIdSchema } from '@/lib/server/route-params';

/** A change has a row for each object; a gateway with more routes than this is changed filter by filter. */
const mostRoutes = 100_000;

const planSchema = z.strictObject({
  plugin: z.enum(switchedPlugins),
  wish: z.unknown(),
  routes: z.union([
    z.strictObject({ ids: z.array(routeIdSchema).min(1).max(mostRoutes) }),
    z.strictObject({ query: routeListQuerySchema, except: z.array(routeIdSchema).max(mostRoutes) }),
  ]),
});

/** Body of a dry run. Throws ZodError naming the field. */
export function parseBulkPlan(body: unknown): BulkPlanInput {
  const { plugin, wish, routes } = planSchema.parse(body);
  return { plugin, routes, wish: parseWish(plugin, wish) };
}

const percent = z.number().gt(0).max(100);

/** Body of a start. */
export const startSchema = z.strictObject({
  outcomes: z.array(z.enum(planOutcomes)).max(planOutcomes.length),
  options: z
    .strictObject({
      steps: z.array(percent).min(1).max(10),
      waitS: z.number().min(0).max(86_400),
      halt: z
        .strictObject({ errorRatePoints: z.number().min(0).max(100), latencyPercent: z.number().min(0).max(10_000) })
        .nullable(),
    })
    .nullable(),
  revertAt: z.number().int().positive().nullable(),
});

export const controlSchema = z.strictObject({ action: z.enum(changeActions) });

const configSchema = z.record(z.string(), z.unknown());

/** What may be asked for of a metadata object; what its keys mean is the gateway's to say. */
export const metadataWishSchema = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('on'), config: configSchema }),
  z.strictObject({ state: z.literal('exactly'), config: configSchema.nullable() }),
]);
