import type { Json, JsonObject } from '@/sandbox/apisix/lua/json';
import { isArrayTable, isObject, isTable } from '@/sandbox/apisix/lua/json';

/**
 * PATCH without a sub path: objects merge, `null` removes a key, an array replaces. An empty object is an array to
 * Lua, so it replaces too, and is replaced: `{"plugins":{}}` takes all plugins away. Returns a new object.
 */
export function merge(origin: JsonObject, extend: JsonObject | Json[]): JsonObject {
  const merged: JsonObject = { ...origin };
  const additions = Object.entries(Array.isArray(extend) ? numbered(extend) : extend);
  for (const [key, value] of additions) {
    const old = Object.hasOwn(merged, key) ? merged[key] : undefined;
    if (value === null) delete merged[key];
    else if (isObject(value) && !isArrayTable(value) && isObject(old) && !isArrayTable(old)) {
      merged[key] = merge(old, value);
    } else merged[key] = value;
  }
  return merged;
}

export type SubPatch = { ok: true; value: JsonObject } | { ok: false; error: string };

/** PATCH with a sub path: sets the value there, whatever it was; missing objects on the way are made. */
export function patchAt(origin: JsonObject, path: readonly string[], value: Json): SubPatch {
  const root = structuredClone(origin);
  let holder: JsonObject = root;
  for (const [index, name] of path.slice(0, -1).entries()) {
    const next = Object.hasOwn(holder, name) ? holder[name] : undefined;
    if (next !== undefined && !isTable(next)) {
      // APISIX passes `1` as the separator of the path it names: `/uri1foo1bar`.
      return { ok: false, error: `invalid sub-path: /${path.slice(index).join('1')}` };
    }
    const table: JsonObject = next === undefined ? {} : isObject(next) ? next : numbered(next);
    holder[name] = table;
    holder = table;
  }
  const last = path.at(-1);
  if (last === undefined || last === '') return { ok: true, value: isObject(value) ? value : root };
  holder[last] = value;
  return { ok: true, value: root };
}

/** An array that gets a string key is a mixed table in Lua, and no array any more; items count from 1. */
export function numbered(array: readonly Json[]): JsonObject {
  return Object.fromEntries(array.map((value, index) => [String(index + 1), value]));
}
