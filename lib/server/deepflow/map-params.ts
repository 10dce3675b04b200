import 'server-only';
import { z } from 'zod';
import { endOfId, type MapEdge, type MapEnd } from '@/lib/deepflow/service-map';
import { parseRange } from './params';

const routeSchema = z.object({ route: z.string().min(1).max(300).optional() });

/** The range of a map, and the route that it is about; null: the whole gateway. Throws ZodError. */
export function parseMapQuery(params: URLSearchParams): { fromMs: number; toMs: number; routeId: string | null } {
  const { route } = routeSchema.parse({ route: params.get('route') ?? undefined });
  return { ...parseRange(params), routeId: route ?? null };
}

export type CourseAsked = {
  fromMs: number;
  toMs: number;
  client: MapEnd;
  server: MapEnd;
  point: string;
  source: MapEdge['source'];
  precision: '1s' | '1m';
};

const endSchema = z
  .string()
  .max(400)
  .transform((text, context) => {
    const end = endOfId(text);
    if (end === null) context.addIssue({ code: 'custom', message: 'must be the id of a node' });
    return end ?? z.NEVER;
  });

const courseSchema = z.object({
  client: endSchema,
  server: endSchema,
  point: z.string().regex(/^[a-z-]{1,10}$/, 'must be an observation point'),
  source: z.enum(['ebpf', 'packet', 'otel']),
  precision: z.enum(['1s', '1m']),
});

/** What the course of an edge is asked for by: its ends, and where and how finely it was counted. Throws ZodError. */
export function parseCourse(params: URLSearchParams): CourseAsked {
  const given = Object.keys(courseSchema.shape).map((name) => [name, params.get(name) ?? undefined]);
  return { ...parseRange(params), ...courseSchema.parse(Object.fromEntries(given)) };
}
