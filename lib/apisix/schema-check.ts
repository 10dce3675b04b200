import { isRecord, isSameValue } from './json-value';
import type { JsonSchema } from './plugin-facts';

/** A place where a value breaks a rule of its schema; `expected` is what the rule says. */
export type SchemaFault = { path: (string | number)[]; rule: SchemaRule; expected: string };
export const schemaRules = [
  'type',
  'enum',
  'least',
  'most',
  'pattern',
  'required',
  'unknown',
  'unique',
  'one_of',
] as const;
export type SchemaRule = (typeof schemaRules)[number];

type Path = SchemaFault['path'];

/**
 * What of a value breaks a JSON schema, as far as the schemas of APISIX's plugins go (draft 7, without references). Written
 * here because the usual checkers compile schemas to code, which the console's pages do not allow. A rule that is not
 * known is not checked: the gateway checks all of them before anything is applied.
 */
export function checkSchema(schema: unknown, value: unknown, path: Path = []): SchemaFault[] {
  if (!isRecord(schema)) return [];
  const { type } = schema;
  const types = typeof type === 'string' ? [type] : Array.isArray(type) ? type.map(String) : [];
  if (types.length > 0 && !types.some((name) => isOfType(value, name)))
    return [{ path, rule: 'type', expected: types.join(', ') }];
  const found: SchemaFault[] = [];
  const say = (rule: SchemaRule, expected: unknown, at: Path = path) => {
    found.push({ path: at, rule, expected: String(expected) });
  };
  if (Array.isArray(schema.enum) && !schema.enum.some((item) => isSameValue(item, value)))
    say('enum', schema.enum.map((item) => JSON.stringify(item)).join(', '));
  if (typeof value === 'number') {
    if (Number(schema.minimum) > value) say('least', schema.minimum);
    if (Number(schema.maximum) < value) say('most', schema.maximum);
  }
  if (typeof value === 'string') {
    if (Number(schema.minLength) > value.length) say('least', schema.minLength);
    if (Number(schema.maxLength) < value.length) say('most', schema.maxLength);
    if (typeof schema.pattern === 'string' && !fits(schema.pattern, value)) say('pattern', schema.pattern);
  }
  if (Array.isArray(value)) {
    if (Number(schema.minItems) > value.length) say('least', schema.minItems);
    if (Number(schema.maxItems) < value.length) say('most', schema.maxItems);
    for (const [at, item] of value.entries()) {
      if (schema.uniqueItems === true && value.findIndex((other) => isSameValue(other, item)) !== at)
        say('unique', '', [...path, at]);
      found.push(...checkSchema(schema.items, item, [...path, at]));
    }
  }
  if (isRecord(value)) {
    const properties = isRecord(schema.properties) ? schema.properties : {};
    for (const key of Array.isArray(schema.required) ? schema.required.map(String) : [])
      if (!Object.hasOwn(value, key)) say('required', key);
    for (const [key, item] of Object.entries(value)) {
      if (Object.hasOwn(properties, key)) found.push(...checkSchema(properties[key], item, [...path, key]));
      else if (schema.additionalProperties === false) say('unknown', key, [...path, key]);
      else found.push(...checkSchema(schema.additionalProperties, item, [...path, key]));
    }
  }
  const choices = [schema.oneOf, schema.anyOf].filter(Array.isArray).map((list) => list as unknown[]);
  for (const list of choices)
    if (list.every((choice) => checkSchema(choice, value, path).length > 0))
      say('one_of', list.flatMap((choice) => (isRecord(choice) && choice.type ? [choice.type] : [])).join(', '));
  return found;
}

/** An empty list is an empty object to the gateway, and the other way round (Lua has one empty table). */
function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'object':
      return isRecord(value) || (Array.isArray(value) && value.length === 0);
    case 'array':
      return Array.isArray(value) || (isRecord(value) && Object.keys(value).length === 0);
    case 'integer':
      return Number.isInteger(value);
    case 'null':
      return value === null;
    default:
      return typeof value === type;
  }
}

function fits(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value);
  } catch {
    // PCRE that JavaScript does not read.
    return true;
  }
}

/** The schema of the value at a path; null where it says nothing of it. */
export function schemaAt(schema: unknown, path: readonly (string | number)[]): JsonSchema | null {
  let at: unknown = schema;
  for (const step of path) {
    if (!isRecord(at)) return null;
    const { properties, items, additionalProperties } = at;
    if (typeof step === 'number') at = items;
    else at = isRecord(properties) && Object.hasOwn(properties, step) ? properties[step] : additionalProperties;
  }
  return isRecord(at) ? at : null;
}
