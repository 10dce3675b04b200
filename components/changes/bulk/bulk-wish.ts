import type { CodeText } from '@/components/plugins/code/code-side';
import type { CodeReading } from '@/components/plugins/code/read-code';
import {
  type PluginFormValues,
  readSettings,
  type SettingName,
  settingNames,
  valuesOf,
} from '@/components/plugins/plugin-form-values';
import { isRecord, isSameValue, type JsonRecord } from '@/lib/apisix/json-value';
import { withConfig } from '@/lib/apisix/plugin-config';
import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import type { PluginWish } from '@/lib/changes/dto';

/** What is wished for many routes: of the settings, those that are named; all others stay on each route. */
export type BulkValues = {
  plugin: SwitchedPlugin;
  wish: 'off' | 'onKept' | 'onWith';
  sets: readonly SettingName[];
  form: PluginFormValues;
  /** The same settings as text; a reading of null: as it was opened. */
  code: { text: CodeText; reading: CodeReading | null } | null;
};

/** What a plugin is first of all set to. */
const mainSetting: Record<SwitchedPlugin, SettingName> = { opentelemetry: 'sampler', prometheus: 'prefer_name' };

export const initialBulk: BulkValues = {
  plugin: 'opentelemetry',
  wish: 'onWith',
  sets: [mainSetting.opentelemetry],
  form: { ...valuesOf({}), on: true, sampler: 'trace_id_ratio', preferName: true },
  code: null,
};

/** The other plugin, with what is first of all set of it. */
export function withPlugin(values: BulkValues, plugin: SwitchedPlugin): BulkValues {
  return { ...values, plugin, sets: [mainSetting[plugin]], code: null };
}

/** The same with one setting more or less, in the order of the form. */
export function withSetting(values: BulkValues, name: SettingName, isSet: boolean): BulkValues {
  const names: readonly SettingName[] = settingNames[values.plugin];
  return { ...values, sets: names.filter((each) => (each === name ? isSet : values.sets.includes(each))) };
}

/** What the values ask for; null while nothing is to be set, or one of the fields that count holds what cannot be sent. */
export function toBulkWish({ wish, sets, form, code }: BulkValues): PluginWish | null {
  if (wish === 'off') return { state: 'off' };
  if (wish === 'onKept') return { state: 'on' };
  if (code?.reading) {
    const { config, errors } = code.reading;
    const isFit = config !== null && Object.keys(config).length > 0 && errors.every(isWarning);
    return isFit ? { state: 'on', config } : null;
  }
  const { changes, bad } = readSettings(form, sets);
  return sets.length === 0 || bad.length > 0 ? null : { state: 'on', config: changes };
}

/** The same with its settings as text. */
export function withCode(values: BulkValues): BulkValues {
  const text = `${JSON.stringify(readSettings(values.form, values.sets).changes, null, 2)}\n`;
  return { ...values, code: { text: { language: 'json', text }, reading: null } };
}

/** The same with what the text says in the fields; null: they cannot say all of it. */
export function withoutCode(values: BulkValues): BulkValues | null {
  const config = values.code?.reading?.config;
  if (values.code === null || values.code.reading === null) return { ...values, code: null };
  if (!config || !values.code.reading.errors.every(isWarning)) return null;
  const names: readonly SettingName[] = settingNames[values.plugin];
  // Fields of settings that the text does not name keep what was typed.
  const typed = names.filter((name) => readSettings(values.form, [name]).bad.length === 0);
  const form = { ...values.form, ...valuesOf(withConfig(readSettings(values.form, typed).changes, config)) };
  const sets = names.filter((name) => isNamed(config, name));
  return isSameValue(readSettings(form, sets).changes, config) ? { ...values, form, sets, code: null } : null;
}

function isNamed(config: JsonRecord, name: SettingName): boolean {
  const holder = name === 'priority' || name === 'filter' ? config._meta : config;
  return isRecord(holder) && Object.hasOwn(holder, name);
}

function isWarning({ severity }: CodeReading['errors'][number]): boolean {
  return severity === 'warning';
}
