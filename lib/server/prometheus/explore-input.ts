import 'server-only';
import { z } from 'zod';
import type { PromqlInput } from '@/lib/prometheus/dto';
import { promqlLimits } from '@/lib/prometheus/limits';
import { rangeSchema } from '@/lib/server/deepflow/params';

const exploreSchema = z
  .object({
    query: z
      .string()
      .trim()
      .min(1, 'must be an expression')
      .max(promqlLimits.query, `must have at most ${promqlLimits.query} characters`),
    kind: z.enum(['range', 'instant']),
    stepS: z.number().int().min(1).max(promqlLimits.stepS).optional(),
  })
  .and(rangeSchema)
  .refine(
    ({ kind, from, to, stepS }) =>
      kind === 'instant' || stepS === undefined || (to - from) / 1000 / stepS <= promqlLimits.points,
    { path: ['stepS'], error: `must cut the range into at most ${promqlLimits.points} points` },
  );

/** An expression to evaluate, from a request's body. Throws ZodError. */
export function parseExplore(body: unknown): PromqlInput {
  return exploreSchema.parse(body);
}

const labelsSchema = z
  .object({
    metric: z
      .string()
      .max(300)
      .regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/, 'is not the name of a metric'),
  })
  .and(rangeSchema);

/** Whose labels are asked for, and when, from a request's address. Throws ZodError. */
export function parseLabelsQuery(params: URLSearchParams): { metric: string; from: number; to: number } {
  return labelsSchema.parse(Object.fromEntries(params));
}
