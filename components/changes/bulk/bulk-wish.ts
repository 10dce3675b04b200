import {
  type PluginFormValues,
  readSettings,
  type SettingName,
  settingNames,
  valuesOf,
} from '@/components/plugins/plugin-form-values';
import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import type { PluginWish } from '@/lib/changes/dto';

/** What is wished for many routes: of the settings, those that are named; all others stay on each route. */
export type BulkValues = {
  plugin: SwitchedPlugin;
  wish: 'off' | 'onKept' | 'onWith';
  sets: readonly SettingName[];
  form: PluginFormValues;
};

/** What a plugin is first of all set to. */
const mainSetting: Record<SwitchedPlugin, SettingName> = { opentelemetry: 'sampler', prometheus: 'prefer_name' };

export const initialBulk: BulkValues = {
  plugin: 'opentelemetry',
  wish: 'onWith',
  sets: [mainSetting.opentelemetry],
  form: { ...valuesOf({}), on: true, sampler: 'trace_id_ratio', preferName: true },
};

/** The other plugin, with what is first of all set of it. */
export function withPlugin(values: BulkValues, plugin: SwitchedPlugin): BulkValues {
  return { ...values, plugin, sets: [mainSetting[plugin]] };
}

/** The same with one setting more or less, in the order of the form. */
export function withSetting(values: BulkValues, name: SettingName, isSet: boolean): BulkValues {
  const names: readonly SettingName[] = settingNames[values.plugin];
  return { ...values, sets: names.filter((each) => (each === name ? isSet : values.sets.includes(each))) };
}

/** What the values ask for; null while nothing is to be set, or one of the fields that count holds what cannot be sent. */
export function toBulkWish({ wish, sets, form }: BulkValues): PluginWish | null {
  if (wish === 'off') return { state: 'off' };
  if (wish === 'onKept') return { state: 'on' };
  const { changes, bad } = readSettings(form, sets);
  return sets.length === 0 || bad.length > 0 ? null : { state: 'on', config: changes };
}
