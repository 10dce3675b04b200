import { z } from 'zod';
import type { PluginConfig, PluginWish } from '@/lib/changes/dto';
import { isRecord, type JsonRecord } from './json-value';
import type { Complaint, ComplaintCode } from './plugin-complaints';
import { refusals } from './plugin-refusals';
import type { SwitchedPlugin } from './plugins-in-force';

const configSchema = z.custom<PluginConfig>(isRecord, 'must be an object');
const wishSchema = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('off') }),
  z.strictObject({ state: z.literal('on'), config: configSchema.optional() }),
  z.strictObject({ state: z.literal('exactly'), config: configSchema.nullable() }),
]);

/**
 * Reads what a person asks for of a plugin. What makes no sense is refused, though the gateway would take it, unless it
 * stands in `existing`, the configuration that the change starts from. Throws ZodError naming the field.
 */
export function parseWish(plugin: SwitchedPlugin, input: unknown, existing: JsonRecord | null = null): PluginWish {
  const wish = readWish(input);
  const found = refusals(plugin, wish, existing);
  if (found.length > 0) throw new z.ZodError(found.map(toIssue));
  return wish;
}

/** The form of a wish alone; what it asks for is not looked at. Throws ZodError. */
export function readWish(input: unknown): PluginWish {
  return wishSchema.parse(input) as PluginWish;
}

function toIssue({ path, code }: Complaint): z.core.$ZodIssue {
  return { code: 'custom', path: ['wish', 'config', ...path], message: words[code], input: undefined };
}

const words: Record<ComplaintCode, string> = {
  fraction_range: 'must be between 0 and 1',
  fraction_missing: 'needs options.fraction: without it no request is sampled',
  fraction_type: 'must be a number',
  sampler_name: 'must be one of always_on, always_off, trace_id_ratio, parent_base (no parent_base for a root)',
  unknown_field: 'is not a field of this plugin: the gateway would keep it and do nothing with it',
  extra_labels: 'does nothing on a route: extra labels belong to plugin_attr.prometheus in config.yaml',
  not_object: 'must be an object',
  not_list: 'must be a list',
  not_text: 'must be a text',
  not_boolean: 'must be true or false',
  variable_empty: 'must not be empty',
  variable_dollar: 'must be the name of a variable without "$"',
  variable_pair: 'must be the name of a variable: "key=value" adds nothing to a span',
  variable_name: 'is not the name of a variable',
  variable_open: 'needs a name after its prefix',
  header_empty: 'must not be empty',
  header_name: 'is not the name of a header',
  header_star: 'may have one "*", at its end, after the beginning of a name',
  header_case: 'must be in lower case: prefixes are compared with names in lower case',
  twice: 'is in the list twice',
  priority: 'must be a whole number',
  filter: 'must be a list of conditions, like [["arg_debug", "==", "1"]]',
  pre_function: 'is code that runs in the gateway; it is not changed from here',
  masked: 'stands for a secret that is not shown',
};
