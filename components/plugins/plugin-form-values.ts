import type { PluginState, Sampling } from '@/lib/apisix/plugins-in-force';
import type { PluginWish } from '@/lib/changes/dto';

export const rootSamplers = ['always_on', 'trace_id_ratio', 'always_off'] as const;
export const samplers = ['always_on', 'trace_id_ratio', 'parent_base', 'always_off'] as const;

/** What the form of either plugin holds. A share is the text that was typed: a half-typed number is not thrown away. */
export type PluginFormValues = {
  on: boolean;
  sampler: (typeof samplers)[number];
  percent: string;
  root: (typeof rootSamplers)[number];
  rootPercent: string;
  preferName: boolean;
};

const defaultPercent = '10';

/** The form as the gateway's state would have it: the switch is what is in force, not what the route's object says. */
export function formValues({ inForce, sampling, preferName }: PluginState): PluginFormValues {
  return { on: inForce.length > 0, ...samplingValues(sampling), preferName: preferName ?? false };
}

function samplingValues(sampling: Sampling | null): Omit<PluginFormValues, 'on' | 'preferName'> {
  const initial = {
    sampler: 'trace_id_ratio',
    percent: defaultPercent,
    root: 'trace_id_ratio',
    rootPercent: defaultPercent,
  } as const;
  if (sampling === null) return initial;
  if (sampling.name === 'trace_id_ratio') return { ...initial, percent: percentText(sampling.fraction) };
  if (sampling.name !== 'parent_base') return { ...initial, sampler: sampling.name };
  const { root } = sampling;
  return {
    ...initial,
    sampler: 'parent_base',
    root: root.name,
    rootPercent: root.name === 'trace_id_ratio' ? percentText(root.fraction) : defaultPercent,
  };
}

function percentText(fraction: number): string {
  return String(Number((fraction * 100).toPrecision(12)));
}

/** A typed percentage as a fraction; null when it is not a number from 0 to 100. */
export function parsePercent(text: string): number | null {
  const percent = text.trim() === '' ? Number.NaN : Number(text.trim().replace(',', '.'));
  if (!Number.isFinite(percent) || percent < 0 || percent > 100) return null;
  return Number((percent / 100).toPrecision(12));
}

/** What the values ask for; null while a share that counts is not a number. */
export function toWish(plugin: PluginState['plugin'], values: PluginFormValues): PluginWish | null {
  if (!values.on) return { state: 'off' };
  if (plugin === 'prometheus') return { state: 'on', config: { prefer_name: values.preferName } };
  const sampler =
    values.sampler === 'parent_base'
      ? withOptions('parent_base', 'root', plainSampler(values.root, values.rootPercent))
      : plainSampler(values.sampler, values.percent);
  return sampler && { state: 'on', config: { sampler } };
}

function plainSampler(name: (typeof rootSamplers)[number], percent: string): Record<string, unknown> | null {
  return name === 'trace_id_ratio' ? withOptions(name, 'fraction', parsePercent(percent)) : { name };
}

function withOptions(name: string, option: string, value: unknown): Record<string, unknown> | null {
  return value === null ? null : { name, options: { [option]: value } };
}
