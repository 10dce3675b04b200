import 'server-only';
import { z } from 'zod';
import { pluginFilters, type RouteListQuery, routeSorts } from '@/lib/apisix/dto';

const text = z.string().max(512);
const many = z.array(text).max(50);
const state = z.enum(pluginFilters);

/** A query of the route list, from an address or as JSON. */
export const routeListQuerySchema = z.strictObject({
  q: text.optional(),
  host: text.optional(),
  path: text.optional(),
  method: many.optional(),
  label: many.optional(),
  status: z.enum(['enabled', 'disabled']).optional(),
  opentelemetry: state.optional(),
  prometheus: state.optional(),
  sort: z.enum(routeSorts).optional(),
  desc: z.union([z.boolean(), z.stringbool()]).optional(),
  numbers: z
    .string()
    .regex(/^\d{12,14}-\d{12,14}$/, 'must be two moments, epoch ms')
    .optional(),
  offset: z.coerce.number().int().min(0).optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
});

/** Reads the query of a route list. Throws ZodError, which `handle` turns into a problem that names the key. */
export function parseRouteListQuery(search: URLSearchParams): RouteListQuery {
  const values: Record<string, string | string[]> = {};
  for (const key of search.keys())
    values[key] = key === 'method' || key === 'label' ? search.getAll(key) : (search.get(key) ?? '');
  return routeListQuerySchema.parse(values);
}
