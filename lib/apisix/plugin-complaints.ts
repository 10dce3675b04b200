import { isRecord, isSameValue, type JsonRecord, valueAt } from './json-value';
import type { SwitchedPlugin } from './plugins-in-force';
import { compileExpression } from './router/expression';
import { headerFault, variableFault } from './variables';

/** Why a value makes no sense. Each is worded in `plugins.complaint`. */
export const complaintCodes = [
  'fraction_range',
  'fraction_missing',
  'fraction_type',
  'sampler_name',
  'unknown_field',
  'extra_labels',
  'not_object',
  'not_list',
  'not_text',
  'not_boolean',
  'variable_empty',
  'variable_dollar',
  'variable_pair',
  'variable_name',
  'variable_open',
  'header_empty',
  'header_name',
  'header_star',
  'header_case',
  'twice',
  'priority',
  'filter',
  'pre_function',
  'masked',
] as const;
export type ComplaintCode = (typeof complaintCodes)[number];

export type Complaint = { path: (string | number)[]; code: ComplaintCode };

/** Stands in place of a secret in all that the console shows. */
const maskText = '********';

const plainSamplers = ['always_on', 'always_off', 'trace_id_ratio'];
const metaKeys = ['disable', 'priority', 'filter', 'pre_function', 'error_response'];

/**
 * What of a plugin's configuration makes no sense, whether or not the gateway would refuse it: APISIX takes a fraction
 * of 1.5, a variable that is none and a key of another plugin without a word (observed on APISIX 3.18.0).
 */
export function complaints(plugin: SwitchedPlugin, config: JsonRecord): Complaint[] {
  const found: Complaint[] = [];
  const say = (code: ComplaintCode, ...path: Complaint['path']) => {
    found.push({ path, code });
  };
  const known =
    plugin === 'prometheus'
      ? ['prefer_name', '_meta']
      : ['sampler', 'additional_attributes', 'additional_header_prefix_attributes', '_meta'];
  for (const key of Object.keys(config))
    if (!known.includes(key)) say(key === 'extra_labels' ? 'extra_labels' : 'unknown_field', key);
  if (plugin === 'prometheus') {
    if (config.prefer_name !== undefined && typeof config.prefer_name !== 'boolean') say('not_boolean', 'prefer_name');
  } else {
    if (config.sampler !== undefined) checkSampler(config.sampler, ['sampler'], true, say);
    checkNames(config, 'additional_attributes', (name) => withPrefix('variable', variableFault(name)), say);
    checkNames(config, 'additional_header_prefix_attributes', (name) => withPrefix('header', headerFault(name)), say);
  }
  if (config._meta !== undefined) checkMeta(config._meta, say);
  checkMasks(config, [], say);
  return found;
}

/**
 * The complaints about a configuration that are not about what stands in `existing` already: nobody is kept from a
 * change because of what somebody else has written.
 */
export function newComplaints(
  plugin: SwitchedPlugin,
  config: JsonRecord,
  existing: JsonRecord | null,
): { found: Complaint[]; standing: Complaint[] } {
  const all = complaints(plugin, config);
  const standing = all.filter((complaint) => existing !== null && stands(complaint, config, existing));
  return { found: all.filter((complaint) => !standing.includes(complaint)), standing };
}

function stands({ path, code }: Complaint, config: JsonRecord, existing: JsonRecord): boolean {
  const value = valueAt(config, path);
  const last = path.at(-1);
  // An item of a list is the same wherever it stands.
  const list = typeof last === 'number' && code !== 'twice' ? valueAt(existing, path.slice(0, -1)) : undefined;
  if (Array.isArray(list)) return list.some((item) => isSameValue(item, value));
  return value !== undefined && isSameValue(value, valueAt(existing, path));
}

type Say = (code: ComplaintCode, ...path: Complaint['path']) => void;

function checkSampler(sampler: unknown, path: Complaint['path'], mayFollow: boolean, say: Say): void {
  if (!isRecord(sampler)) {
    say('not_object', ...path);
    return;
  }
  unknownKeys(sampler, ['name', 'options'], path, say);
  const name = sampler.name ?? 'always_off';
  if (!plainSamplers.includes(String(name)) && !(mayFollow && name === 'parent_base'))
    say('sampler_name', ...path, 'name');
  const { options } = sampler;
  if (options !== undefined && !isRecord(options)) {
    say('not_object', ...path, 'options');
    return;
  }
  if (options) unknownKeys(options, mayFollow ? ['fraction', 'root'] : ['fraction'], [...path, 'options'], say);
  const fraction = options?.fraction;
  if (fraction === undefined) {
    // Its default is 0: nothing would be sampled, which is hardly what was meant.
    if (name === 'trace_id_ratio') say('fraction_missing', ...path);
  } else if (typeof fraction !== 'number') say('fraction_type', ...path, 'options', 'fraction');
  else if (!(fraction >= 0 && fraction <= 1)) say('fraction_range', ...path, 'options', 'fraction');
  if (mayFollow && options?.root !== undefined) checkSampler(options.root, [...path, 'options', 'root'], false, say);
}

function checkNames(config: JsonRecord, key: string, faultOf: (name: string) => ComplaintCode | null, say: Say): void {
  const list = config[key];
  if (list === undefined || isEmptyTable(list)) return;
  if (!Array.isArray(list)) {
    say('not_list', key);
    return;
  }
  for (const [at, name] of list.entries()) {
    if (typeof name !== 'string') say('not_text', key, at);
    else if (list.indexOf(name) !== at) say('twice', key, at);
    else {
      const fault = faultOf(name);
      if (fault) say(fault, key, at);
    }
  }
}

function checkMeta(meta: unknown, say: Say): void {
  if (!isRecord(meta)) {
    say('not_object', '_meta');
    return;
  }
  unknownKeys(meta, metaKeys, ['_meta'], say);
  if (meta.disable !== undefined && typeof meta.disable !== 'boolean') say('not_boolean', '_meta', 'disable');
  if (meta.priority !== undefined && !Number.isSafeInteger(meta.priority)) say('priority', '_meta', 'priority');
  if (meta.filter !== undefined && !isFilter(meta.filter)) say('filter', '_meta', 'filter');
  if (meta.pre_function !== undefined) say('pre_function', '_meta', 'pre_function');
}

/** A list that lua-resty-expr compiles. */
export function isFilter(value: unknown): boolean {
  return (Array.isArray(value) || isEmptyTable(value)) && compileExpression(value) !== null;
}

function unknownKeys(value: JsonRecord, known: readonly string[], path: Complaint['path'], say: Say): void {
  for (const key of Object.keys(value)) if (!known.includes(key)) say('unknown_field', ...path, key);
}

function checkMasks(value: unknown, path: Complaint['path'], say: Say): void {
  if (typeof value === 'string' && value.includes(maskText)) say('masked', ...path);
  else if (Array.isArray(value)) for (const [at, item] of value.entries()) checkMasks(item, [...path, at], say);
  else if (isRecord(value)) for (const [key, item] of Object.entries(value)) checkMasks(item, [...path, key], say);
}

/** lua-cjson writes an empty list as `{}`. */
function isEmptyTable(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length === 0;
}

function withPrefix<P extends string, F extends string>(prefix: P, fault: F | null): `${P}_${F}` | null {
  return fault === null ? null : `${prefix}_${fault}`;
}
