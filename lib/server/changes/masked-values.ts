import 'server-only';
import { isJsonObject, isSameJson, type JsonObject } from '@/lib/changes/json';
import { ProblemError } from '@/lib/http/problem';
import { maskPluginConfig } from '@/lib/server/apisix/mask';
import { masked } from '@/lib/server/secret';

/**
 * What a person sent back of a configuration that was shown with its secrets masked: a value that is still as it was
 * shown means "keep it", and gets its original. Throws `invalid_input` for a mask in a place where nothing was masked:
 * it would be written as the secret.
 */
export function withOriginals(
  plugin: string,
  wished: JsonObject,
  current: JsonObject | null,
  secretFields: ReadonlyMap<string, readonly string[]> | null = null,
): JsonObject {
  if (!holdsMask(wished)) return wished;
  const shown = maskPluginConfig(plugin, current, secretFields);
  return restored(wished, shown, current, []) as JsonObject;
}

function restored(wished: unknown, shown: unknown, current: unknown, path: readonly (string | number)[]): unknown {
  if (!holdsMask(wished)) return wished;
  if (isSameJson(wished, shown)) return current;
  if (Array.isArray(wished))
    return wished.map((item, at) => {
      const from = placeShown(wished, at, Array.isArray(shown) ? shown : []);
      return restored(item, itemOf(shown, from), itemOf(current, from), [...path, at]);
    });
  if (isJsonObject(wished))
    return Object.fromEntries(
      Object.entries(wished).map(([key, value]) => [
        key,
        restored(value, keyOf(shown, key), keyOf(current, key), [...path, key]),
      ]),
    );
  throw new ProblemError({
    type: 'about:blank',
    title: 'Invalid input',
    status: 422,
    code: 'invalid_input',
    detail: 'A masked value can only be sent back where it was shown.',
    field: path.join('.'),
  });
}

function holdsMask(value: unknown): boolean {
  if (typeof value === 'string') return value.includes(masked);
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsMask);
}

/**
 * Where an item of a list was shown; null where that is not certain. Others may have been added, removed or moved, and
 * with their secrets masked two items may look the same.
 */
function placeShown(wished: readonly unknown[], at: number, shown: readonly unknown[]): number | null {
  const isInPlace = wished.length === shown.length;
  if (isInPlace && isSameJson(wished[at], shown[at])) return at;
  const same = [...shown.keys()].filter((place) => isSameJson(wished[at], shown[place]));
  if (same.length > 0) return same.length === 1 ? (same[0] ?? null) : null;
  // Edited where it stood.
  const isMoved = wished.some((item) => isSameJson(item, shown[at]));
  return isInPlace && !isMoved ? at : null;
}

function itemOf(value: unknown, at: number | null): unknown {
  return Array.isArray(value) && at !== null ? value[at] : undefined;
}

function keyOf(value: unknown, key: string): unknown {
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
