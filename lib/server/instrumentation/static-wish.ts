import 'server-only';
import { z } from 'zod';
import { labelledMetrics } from '@/lib/instrumentation/metrics';
import type { StaticWish } from '@/lib/instrumentation/static/settings';

const labelSchema = z.strictObject({ label: z.string().max(200), variable: z.string().max(200) });
const perMetric = <T extends z.ZodType>(schema: T) =>
  z.strictObject(Object.fromEntries(labelledMetrics.map((metric) => [metric, schema.optional()])));

/** What may be set in a mounted file. Labels are held against the text, by the rules of the screen, when it is edited. */
export const staticWishSchema = z
  .strictObject({
    plugins: z
      .array(z.string().regex(/^[\w.-]{1,100}$/, 'is not the name of a plugin'))
      .max(1000)
      .optional(),
    exportUri: z
      .string()
      .regex(/^\/[\w./~-]{0,200}$/, 'must be a path')
      .optional(),
    exportIp: z.union([z.ipv4(), z.ipv6()], { error: 'must be an IP address' }).optional(),
    exportPort: z.number().int().min(1).max(65_535).optional(),
    metricPrefix: z
      .string()
      .regex(/^[a-zA-Z_:][a-zA-Z0-9_:]{0,60}$/, 'must be the beginning of a metric name')
      .optional(),
    chartExport: z.literal(true).optional(),
    extraLabels: perMetric(z.array(labelSchema).max(50)).optional(),
    expire: perMetric(z.number().int().min(0).max(31_536_000).nullable()).optional(),
  })
  .transform((wish) => wish as StaticWish);
