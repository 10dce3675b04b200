import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import type { PluginConfig, PluginWish } from '@/lib/changes/dto';

export const bulkSamplers = ['always_on', 'trace_id_ratio', 'parent_base', 'always_off'] as const;
export const bulkRoots = ['always_on', 'trace_id_ratio', 'always_off'] as const;

/** What is wished for many routes. A share is the text that was typed. */
export type BulkValues = {
  plugin: SwitchedPlugin;
  wish: 'off' | 'onKept' | 'onWith';
  sampler: (typeof bulkSamplers)[number];
  percent: string;
  root: (typeof bulkRoots)[number];
  rootPercent: string;
  preferName: boolean;
};

export const initialBulk: BulkValues = {
  plugin: 'opentelemetry',
  wish: 'onWith',
  sampler: 'trace_id_ratio',
  percent: '10',
  root: 'trace_id_ratio',
  rootPercent: '10',
  preferName: true,
};

/** A typed percentage as a fraction; null when it is not a number from 0 to 100. */
export function readShare(text: string): number | null {
  const percent = text.trim() === '' ? Number.NaN : Number(text.trim().replace(',', '.'));
  if (!Number.isFinite(percent) || percent < 0 || percent > 100) return null;
  return Number((percent / 100).toPrecision(12));
}

/** What the values ask for; null while a share that counts is not a number. Keys that are not named stay on each route. */
export function toBulkWish(values: BulkValues): PluginWish | null {
  if (values.wish === 'off') return { state: 'off' };
  if (values.wish === 'onKept') return { state: 'on' };
  if (values.plugin === 'prometheus') return { state: 'on', config: { prefer_name: values.preferName } };
  const sampler =
    values.sampler === 'parent_base'
      ? withRoot(plainSampler(values.root, values.rootPercent))
      : plainSampler(values.sampler, values.percent);
  return sampler && { state: 'on', config: { sampler } };
}

function plainSampler(name: string, percent: string): PluginConfig | null {
  if (name !== 'trace_id_ratio') return { name };
  const fraction = readShare(percent);
  return fraction === null ? null : { name, options: { fraction } };
}

function withRoot(root: PluginConfig | null): PluginConfig | null {
  return root && { name: 'parent_base', options: { root } };
}
