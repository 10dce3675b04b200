import { isRecord, isSameValue, type JsonRecord } from '@/lib/apisix/json-value';
import { isFilter } from '@/lib/apisix/plugin-complaints';
import { enabled, withConfig } from '@/lib/apisix/plugin-config';
import { isSwitchedOn } from '@/lib/apisix/plugin-consequence';
import type { PluginState, SwitchedPlugin } from '@/lib/apisix/plugins-in-force';

export const rootSamplers = ['always_on', 'trace_id_ratio', 'always_off'] as const;
export const samplers = ['always_on', 'trace_id_ratio', 'parent_base', 'always_off'] as const;

/**
 * What the form of either plugin holds. Numbers and expressions are the texts that were typed: a half-typed one is not
 * thrown away. A sampler is one of `samplers`, unless the gateway has another.
 */
export type PluginFormValues = {
  on: boolean;
  sampler: string;
  percent: string;
  root: string;
  rootPercent: string;
  attributes: readonly string[];
  headers: readonly string[];
  priority: string;
  filter: string;
  preferName: boolean;
};

/** The fields that may hold what cannot be sent. */
export type FieldName = 'percent' | 'rootPercent' | 'priority' | 'filter';

const defaultPercent = '10';

/** One setting of a plugin: a key of its configuration, or of `_meta`. */
export type SettingName =
  | 'sampler'
  | 'additional_attributes'
  | 'additional_header_prefix_attributes'
  | 'prefer_name'
  | 'priority'
  | 'filter';

export const settingNames = {
  opentelemetry: [
    'sampler',
    'additional_attributes',
    'additional_header_prefix_attributes',
    'priority',
    'filter',
  ] as const,
  prometheus: ['prefer_name', 'priority', 'filter'] as const,
} satisfies Record<SwitchedPlugin, readonly SettingName[]>;

/** Fields that belong together: as long as all of them are as the configuration says, it is left as it is. */
const fieldsOf: Record<SettingName, readonly Exclude<keyof PluginFormValues, 'on'>[]> = {
  sampler: ['sampler', 'percent', 'root', 'rootPercent'],
  additional_attributes: ['attributes'],
  additional_header_prefix_attributes: ['headers'],
  prefer_name: ['preferName'],
  priority: ['priority'],
  filter: ['filter'],
};

/** A configuration as the form shows it, with the schema's defaults. */
export function valuesOf(config: JsonRecord): Omit<PluginFormValues, 'on'> {
  const meta = isRecord(config._meta) ? config._meta : {};
  return {
    ...samplerValues(config.sampler),
    attributes: texts(config.additional_attributes),
    headers: texts(config.additional_header_prefix_attributes),
    priority: meta.priority === undefined ? '' : String(meta.priority),
    filter: meta.filter === undefined ? '' : JSON.stringify(meta.filter),
    preferName: config.prefer_name === true,
  };
}

/** The form as the gateway's state would have it: the switch is what is in force, not what the route's object says. */
export function formValues(state: PluginState, base: JsonRecord | null): PluginFormValues {
  const on = isSwitchedOn(state);
  // Its default samples nothing, which nobody means who switches it on.
  return base ? { ...valuesOf(base), on } : { ...valuesOf({}), sampler: 'trace_id_ratio', on };
}

function samplerValues(sampler: unknown): Pick<PluginFormValues, 'sampler' | 'percent' | 'root' | 'rootPercent'> {
  const { name, percent, options } = plainValues(sampler);
  const root = plainValues(options.root);
  return {
    sampler: name,
    percent: name === 'trace_id_ratio' ? percent : defaultPercent,
    root: name === 'parent_base' ? root.name : 'trace_id_ratio',
    rootPercent: name === 'parent_base' && root.name === 'trace_id_ratio' ? root.percent : defaultPercent,
  };
}

function plainValues(sampler: unknown): { name: string; percent: string; options: JsonRecord } {
  const { name = 'always_off', options } = isRecord(sampler) ? sampler : {};
  const { fraction = 0, ...others } = isRecord(options) ? options : {};
  const percent = typeof fraction === 'number' ? percentText(fraction) : String(fraction);
  return { name: String(name), percent, options: others };
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

/** A typed filter; null when it is none. */
export function parseFilter(text: string): unknown[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && isFilter(value) ? value : null;
  } catch {
    return null;
  }
}

export type FormReading = {
  /** The keys of the configuration that differ from `base`, as a wish sets them. */
  changes: JsonRecord;
  /** Fields that cannot be sent as they are. */
  bad: FieldName[];
};

/** What the fields ask for beside the configuration that they began with. */
export function readForm(plugin: SwitchedPlugin, values: PluginFormValues, base: JsonRecord | null): FormReading {
  const before = valuesOf(base ?? {});
  const isChanged = (name: SettingName) => {
    const isMain = name === 'sampler' || name === 'prefer_name';
    return (isMain && base === null) || fieldsOf[name].some((field) => !isSameValue(values[field], before[field]));
  };
  return readSettings(values, settingNames[plugin].filter(isChanged));
}

/** What the fields of some settings ask for, whatever stood there: null removes a key. */
export function readSettings(values: PluginFormValues, names: readonly SettingName[]): FormReading {
  const bad: FieldName[] = [];
  const changes: JsonRecord = {};
  const meta: JsonRecord = {};
  for (const name of names) {
    if (name === 'sampler') changes.sampler = readSampler(values, bad);
    else if (name === 'prefer_name') changes.prefer_name = values.preferName;
    else if (name === 'additional_attributes') changes[name] = listOrNone(values.attributes);
    else if (name === 'additional_header_prefix_attributes') changes[name] = listOrNone(values.headers);
    else if (name === 'priority') meta.priority = readPriority(values.priority, bad);
    else meta.filter = readFilter(values.filter, bad);
  }
  if (Object.keys(meta).length > 0) changes._meta = meta;
  return { changes, bad };
}

function readSampler({ sampler, percent, root, rootPercent }: PluginFormValues, bad: FieldName[]): JsonRecord {
  if (sampler !== 'parent_base') return plainSampler(sampler, percent, 'percent', bad);
  return { name: sampler, options: { root: plainSampler(root, rootPercent, 'rootPercent', bad) } };
}

function plainSampler(name: string, percent: string, field: FieldName, bad: FieldName[]): JsonRecord {
  if (name !== 'trace_id_ratio') return { name };
  const fraction = parsePercent(percent);
  if (fraction === null) bad.push(field);
  return { name, options: { fraction } };
}

function readPriority(text: string, bad: FieldName[]): number | null {
  if (text.trim() === '') return null;
  if (/^-?\d{1,15}$/.test(text.trim())) return Number(text);
  bad.push('priority');
  return null;
}

function readFilter(text: string, bad: FieldName[]): unknown[] | null {
  if (text.trim() === '') return null;
  const filter = parseFilter(text);
  if (filter === null) bad.push('filter');
  return filter;
}

function listOrNone(list: readonly string[]): string[] | null {
  return list.length === 0 ? null : [...list];
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

const formKeys = ['sampler', 'additional_attributes', 'additional_header_prefix_attributes', 'prefer_name'];
const formMetaKeys = ['priority', 'filter'];

/** The keys by which a wish makes `after` of `before`; null: no wish of single keys can. `_meta.disable` is the switch's. */
export function changedKeys(before: JsonRecord, after: JsonRecord): JsonRecord | null {
  const changes: JsonRecord = {};
  for (const key of formKeys) if (!isSameValue(before[key], after[key])) changes[key] = after[key] ?? null;
  const [metaBefore, metaAfter] = [before._meta, after._meta].map((meta) => (isRecord(meta) ? meta : {}));
  const meta: JsonRecord = {};
  for (const key of formMetaKeys)
    if (!isSameValue(metaBefore?.[key], metaAfter?.[key])) meta[key] = metaAfter?.[key] ?? null;
  if (Object.keys(meta).length > 0) changes._meta = meta;
  return isSameValue(enabled(withConfig(before, changes)), enabled(after)) ? changes : null;
}
