import type { Json, JsonObject } from '@/sandbox/apisix/lua/json';
import { field, isEmpty, isObject, isTable, luaQuote, luaString, luaType } from '@/sandbox/apisix/lua/json';
import { matchesFormat } from './formats';
import { pattern } from './pattern';

/** A JSON schema as APISIX has it; `true` accepts and `false` refuses everything. */
export type Schema = boolean | { readonly [keyword: string]: Json };

/** The first error, in APISIX's words; null: valid. */
export type Verdict = string | null;

/** Puts a value into its parent in place of the one that was checked. */
type Replace = (value: Json) => void;

const nothing: Replace = () => {};

/**
 * Checks a value as APISIX's validator (api7/jsonschema, a code generator for Lua) does, and fills in defaults.
 * It is not a standard validator, which is why no library stands here: `[]` and `{}` are the same empty table,
 * defaults are set inside `oneOf` branches too, keywords are checked in its own order, and it stops at
 * the first error, whose text the Admin API passes on. Changes `value`: give it a copy.
 */
export function validate(schema: Schema, value: Json | undefined, replace: Replace = nothing): Verdict {
  if (schema === true) return null;
  if (schema === false) return 'expect false always';
  if (typeof value === 'string' && /^\$(secret|env):\/\//i.test(value)) return null;
  return (
    checkType(schema, value) ??
    checkObject(schema, value, replace) ??
    checkArray(schema, value) ??
    checkString(schema, value) ??
    checkNumber(schema, value) ??
    checkEnum(schema, value) ??
    checkCombined(schema, value) ??
    checkRest(schema, value)
  );
}

function subschema(json: Json | undefined): Schema {
  if (typeof json === 'boolean') return json;
  return isObject(json) ? json : {};
}

function entries(json: Json | undefined): [string, Json][] {
  return isObject(json) ? Object.entries(json) : [];
}

function isType(type: string, value: Json | undefined): boolean {
  switch (type) {
    case 'object':
      return isTable(value) && (!Array.isArray(value) || value.length === 0);
    case 'array':
      return isTable(value) && (Array.isArray(value) || isEmpty(value));
    case 'integer':
      return typeof value === 'number' && value % 1 === 0;
    case 'null':
      return value === null;
    default:
      return luaType(value) === type;
  }
}

function checkType(schema: JsonObject, value: Json | undefined): Verdict {
  const { type } = schema;
  if (typeof type === 'string') {
    return isType(type, value) ? null : `wrong type: expected ${type}, got ${luaType(value)}`;
  }
  if (!Array.isArray(type)) return null;
  const types = type.map(String);
  if (types.some((one) => isType(one, value))) return null;
  return `wrong type: expected one of ${types.join(', ')}, got ${luaType(value)}`;
}

const objectKeywords = [
  'properties',
  'additionalProperties',
  'patternProperties',
  'minProperties',
  'maxProperties',
  'dependencies',
  'required',
];

function checkObject(schema: JsonObject, value: Json | undefined, replace: Replace): Verdict {
  if (!objectKeywords.some((keyword) => keyword in schema)) return null;
  if (isType('object', value)) {
    const object: JsonObject = isObject(value) ? value : {};
    const error = checkMembers(schema, object);
    if (Array.isArray(value) && !isEmpty(object)) replace(object);
    if (error !== null) return error;
  }
  if (Array.isArray(schema.required) && schema.required.length === 0 && !(isTable(value) && isEmpty(value))) {
    return 'the input data should be an empty table';
  }
  return null;
}

function checkMembers(schema: JsonObject, object: JsonObject): Verdict {
  const required = new Set(Array.isArray(schema.required) ? schema.required.map(String) : []);
  for (const [name, propertySchema] of entries(schema.properties)) {
    const value = field(object, name);
    if (value === undefined) {
      if (required.has(name)) return `property "${name}" is required`;
      const standard = isObject(propertySchema) ? propertySchema.default : undefined;
      if (standard !== undefined && standard !== null) object[name] = structuredClone(standard);
    } else {
      const error = validate(subschema(propertySchema), value, (v) => {
        object[name] = v;
      });
      if (error !== null) return `property "${name}" validation failed: ${error}`;
    }
    required.delete(name);
    if (value === undefined) continue;
    const error = checkDependency(name, field(schema.dependencies, name), object);
    if (error !== null) return error;
  }
  for (const name of required) if (field(object, name) === undefined) return `property "${name}" is required`;
  for (const [name, dependency] of entries(schema.dependencies)) {
    if (field(schema.properties, name) !== undefined || field(object, name) === undefined) continue;
    const error = checkDependency(name, dependency, object);
    if (error !== null) return error;
  }
  return checkOtherMembers(schema, object) ?? checkCount(schema, Object.keys(object).length);
}

function checkDependency(name: string, dependency: Json | undefined, object: JsonObject): Verdict {
  if (dependency === undefined) return null;
  if (Array.isArray(dependency)) {
    const missing = dependency.find((needed) => field(object, String(needed)) === undefined);
    return missing === undefined ? null : `property "${String(missing)}" is required when "${name}" is set`;
  }
  const error = validate(subschema(dependency), object);
  return error === null ? null : `failed to validate dependent schema for "${name}": ${error}`;
}

function checkOtherMembers(schema: JsonObject, object: JsonObject): Verdict {
  const patterns = entries(schema.patternProperties);
  const additional = schema.additionalProperties;
  const closed = additional !== undefined && additional !== true;
  if (patterns.length === 0 && !closed) return null;
  for (const [name, value] of Object.entries(object)) {
    const put: Replace = (v) => {
      object[name] = v;
    };
    let matched = false;
    for (const [source, valueSchema] of patterns) {
      if (!pattern(source).test(name)) continue;
      const error = validate(subschema(valueSchema), value, put);
      if (error !== null) return `failed to validate ${name} (matching "${source}"): ${error}`;
      matched = true;
    }
    if (!closed || matched || field(schema.properties, name) !== undefined) continue;
    if (additional === false) return `additional properties forbidden, found ${name}`;
    const error = validate(subschema(additional), value, put);
    if (error !== null) return `failed to validate additional property ${name}: ${error}`;
  }
  return null;
}

function checkCount({ minProperties, maxProperties }: JsonObject, count: number): Verdict {
  if (typeof minProperties === 'number' && count < minProperties) {
    return `expect object to have at least ${minProperties} properties`;
  }
  if (typeof maxProperties === 'number' && count > maxProperties) {
    return `expect object to have at most ${maxProperties} properties`;
  }
  return null;
}

function checkArray(schema: JsonObject, value: Json | undefined): Verdict {
  const { items, minItems, maxItems, uniqueItems } = schema;
  if (!isType('array', value)) return null;
  const array = Array.isArray(value) ? value : [];
  if (typeof minItems === 'number' && array.length < minItems) {
    return `expect array to have at least ${minItems} items`;
  }
  if (typeof maxItems === 'number' && array.length > maxItems) {
    return `expect array to have at most ${maxItems} items`;
  }
  const tuple = Array.isArray(items) && items.length > 0 ? items : null;
  for (const [index, item] of array.entries()) {
    const itemSchema = tuple === null ? items : tuple[index];
    if (itemSchema === undefined) {
      if (tuple !== null && schema.additionalItems === false) return 'found unexpected extra items in array';
      continue;
    }
    const error = validate(subschema(itemSchema), item, (v) => {
      array[index] = v;
    });
    if (error !== null) return `failed to validate item ${index + 1}: ${error}`;
  }
  if (uniqueItems === true) {
    const seen = new Map<string, number>();
    for (const [index, item] of array.entries()) {
      const text = canonical(item);
      const first = seen.get(text);
      if (first !== undefined) return `expected unique items but items ${first + 1} and ${index + 1} are equal`;
      seen.set(text, index);
    }
  }
  return null;
}

/** One text for equal values, whatever the order of their keys. */
function canonical(value: Json): string {
  if (!isTable(value)) return JSON.stringify(value);
  if (isEmpty(value)) return '{}';
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const members = Object.entries(value).map(([name, v]) => `${JSON.stringify(name)}:${canonical(v)}`);
  return `{${members.sort().join()}}`;
}

function checkString(schema: JsonObject, value: Json | undefined): Verdict {
  if (typeof value !== 'string') return null;
  const length = [...value].length;
  if (typeof schema.minLength === 'number' && length < schema.minLength) {
    return `string too short, expected at least ${schema.minLength}, got ${length}`;
  }
  if (typeof schema.maxLength === 'number' && length > schema.maxLength) {
    return `string too long, expected at most ${schema.maxLength}, got ${length}`;
  }
  if (typeof schema.pattern === 'string' && !pattern(schema.pattern).test(value)) {
    return `failed to match pattern ${luaQuote(schema.pattern)} with ${luaQuote(value)}`;
  }
  return null;
}

const ranges: [string, string, (value: number, bound: number) => boolean][] = [
  ['minimum', 'at least', (value, bound) => value < bound],
  ['exclusiveMinimum', 'greater than', (value, bound) => value <= bound],
  ['maximum', 'at most', (value, bound) => value > bound],
  ['exclusiveMaximum', 'smaller than', (value, bound) => value >= bound],
];

function checkNumber(schema: JsonObject, value: Json | undefined): Verdict {
  if (typeof value !== 'number') return null;
  for (const [keyword, words, fails] of ranges) {
    const bound = schema[keyword];
    if (typeof bound === 'number' && fails(value, bound)) {
      return `expected ${luaString(value)} to be ${words} ${luaString(bound)}`;
    }
  }
  const step = schema.multipleOf;
  if (typeof step === 'number') {
    const quotient = value / step;
    const rounded = Math.floor(quotient + 0.5);
    if (Math.abs(quotient - rounded) > 1e-12 * (Math.abs(rounded) || 1)) {
      return `expected ${luaString(value)} to be a multiple of ${luaString(step)}`;
    }
  }
  return null;
}

function checkEnum(schema: JsonObject, value: Json | undefined): Verdict {
  if (!Array.isArray(schema.enum) || value === undefined) return null;
  const text = canonical(value);
  return schema.enum.some((one) => canonical(one) === text) ? null : 'matches none of the enum values';
}

function alternatives(json: Json | undefined): Schema[] {
  return Array.isArray(json) ? json.map(subschema) : [];
}

function checkCombined(schema: JsonObject, value: Json | undefined): Verdict {
  for (const [index, part] of alternatives(schema.allOf).entries()) {
    const error = validate(part, value);
    if (error !== null) return `allOf ${index + 1} failed: ${error}`;
  }
  const anyOf = alternatives(schema.anyOf);
  if (anyOf.length > 0 && !anyOf.some((part) => validate(part, value) === null)) {
    const required = anyOf.flatMap((part) =>
      typeof part === 'object' && part.required !== undefined ? [JSON.stringify(part.required)] : [],
    );
    return `object matches none of the required${required.length > 0 ? `: ${required.join(' or ')}` : ''}`;
  }
  const oneOf = alternatives(schema.oneOf);
  let matched = 0;
  for (const [index, part] of oneOf.entries()) {
    if (validate(part, value) !== null) continue;
    if (matched > 0) {
      return `value should match only one schema, but matches both schemas ${matched} and ${index + 1}`;
    }
    matched = index + 1;
  }
  if (oneOf.length > 0 && matched === 0) return 'value should match only one schema, but matches none';
  if (schema.if !== undefined) {
    const branch = validate(subschema(schema.if), value) === null ? 'then' : 'else';
    const then = schema[branch];
    if (then !== undefined && validate(subschema(then), value) !== null) return `${branch} clause did not match`;
  }
  return null;
}

function checkRest(schema: JsonObject, value: Json | undefined): Verdict {
  if (schema.not !== undefined && validate(subschema(schema.not), value) === null) {
    return "value wasn't supposed to match schema";
  }
  if (typeof schema.format === 'string' && typeof value === 'string' && !matchesFormat(schema.format, value)) {
    return `expect valid ${schema.format} format but got: ${value}`;
  }
  if (schema.const !== undefined && value !== undefined && canonical(schema.const) !== canonical(value)) {
    return 'failed to check const value';
  }
  if (schema.contains !== undefined && Array.isArray(value)) {
    if (value.length === 0) return 'check contains: empty array is invalid';
    const part = subschema(schema.contains);
    if (!value.some((item) => validate(part, item) === null)) return 'failed to check contains';
  }
  return null;
}
