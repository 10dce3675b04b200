import { isJsonObject, isSameJson, type JsonObject } from './json';

/**
 * The smallest body of a PATCH that turns `before` into `after` under the gateway's merge:
 * keys that stay are not named, `null` removes a key that is there, lists are replaced whole.
 * Null: nothing differs.
 *
 * The merge (apisix/core/table.lua `merge`, observed on APISIX 3.18.0) goes into an object of `before` only when it has
 * keys; an empty or missing one takes the patch's value as it is, and a `null` inside that is a 400. So a `null` is
 * written only where its key exists, which the comparison with `before` gives by itself. What no merge can make, a `null`
 * that is to stand as a value or a list in the place of an object, throws NotMergeable.
 */
export function mergePatch(before: JsonObject, after: JsonObject): JsonObject | null {
  const patch = bare();
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) patch[key] = null;
  for (const [key, wanted] of Object.entries(after)) {
    const known = before[key];
    if (Object.hasOwn(before, key) && isSameJson(known, wanted)) continue;
    const hasKeys = isJsonObject(known) && Object.keys(known).length > 0;
    if (hasKeys && isJsonObject(wanted)) patch[key] = mergePatch(known, wanted);
    // An empty list is an empty table to the gateway.
    else if (hasKeys && Array.isArray(wanted) && wanted.length === 0) patch[key] = mergePatch(known, {});
    else if ((hasKeys && Array.isArray(wanted)) || holdsNull(wanted)) throw new NotMergeable(key);
    else patch[key] = wanted;
  }
  return Object.keys(patch).length === 0 ? null : patch;
}

/** The gateway's merge has no words for a difference: the value can only be replaced whole. */
export class NotMergeable extends Error {
  constructor(key: string) {
    super(`The value at ${key} cannot be written by a merge.`);
  }
}

/** An object in which `__proto__` is a key like any other. */
function bare(): JsonObject {
  return Object.create(null) as JsonObject;
}

function holdsNull(value: unknown): boolean {
  if (value === null) return true;
  return typeof value === 'object' && Object.values(value).some(holdsNull);
}

/** What the gateway makes of `value` when `patch` is merged into it. */
export function applyMergePatch(value: JsonObject, patch: JsonObject): JsonObject {
  const result = Object.assign(bare(), value);
  for (const [key, change] of Object.entries(patch)) {
    const known = result[key];
    if (change === null) delete result[key];
    else if (isJsonObject(change) && isJsonObject(known) && Object.keys(known).length > 0)
      result[key] = applyMergePatch(known, change);
    else result[key] = change;
  }
  return result;
}
