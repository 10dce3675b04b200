import { z } from 'zod';
import type { PluginWish } from '@/lib/changes/dto';
import type { SwitchedPlugin } from './plugins-in-force';

/** The gateway accepts any number; outside 0 to 1 it makes no sense, so it is not let through here. */
const fractionSchema = z.number().min(0, 'must be between 0 and 1').max(1, 'must be between 0 and 1');

const plainSamplers = [
  z.strictObject({ name: z.literal('always_on') }),
  z.strictObject({ name: z.literal('always_off') }),
  z.strictObject({ name: z.literal('trace_id_ratio'), options: z.strictObject({ fraction: fractionSchema }) }),
] as const;

/** What the form of `opentelemetry` sets, in the form of the plugin's own configuration. */
export const opentelemetryInputSchema = z.strictObject({
  sampler: z.discriminatedUnion('name', [
    ...plainSamplers,
    z.strictObject({
      name: z.literal('parent_base'),
      options: z.strictObject({ root: z.discriminatedUnion('name', [...plainSamplers]) }),
    }),
  ]),
});

/** What the form of `prometheus` sets. */
export const prometheusInputSchema = z.strictObject({ prefer_name: z.boolean() });

const configSchemas = { opentelemetry: opentelemetryInputSchema, prometheus: prometheusInputSchema } as const;

/** Reads what a person asks for of a plugin. Throws ZodError naming the field. */
export function parseWish(plugin: SwitchedPlugin, input: unknown): PluginWish {
  const schema = z.discriminatedUnion('state', [
    z.strictObject({ state: z.literal('off') }),
    z.strictObject({ state: z.literal('on'), config: configSchemas[plugin] }),
  ]);
  return schema.parse(input);
}
