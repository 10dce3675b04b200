/** Plain values of a YAML text: no aliases, no dates, nothing that JSON does not have. */
export function clone(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

/** Whether two plain values are equal, whatever the order of their keys. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) || Array.isArray(b))
    return (
      Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, index) => isSame(item, b[index]))
    );
  if (!isRecord(a) || !isRecord(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]));
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path; undefined where the path leads nowhere. */
export function getPlain(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((at, key) => {
    if (Array.isArray(at)) return typeof key === 'number' ? at[key] : undefined;
    return isRecord(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  }, value);
}

/** A copy with the value at a path set, or removed where it is undefined. */
export function setPlain(value: unknown, path: readonly (string | number)[], set: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return set;
  if (Array.isArray(value)) return value.map((item, index) => (index === key ? setPlain(item, rest, set) : item));
  const record = isRecord(value) ? value : {};
  if (set === undefined && rest.length === 0)
    return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
  if (set === undefined && !Object.hasOwn(record, key)) return value;
  // fromEntries, because assigning to `__proto__` would not make a key.
  return Object.fromEntries([
    ...Object.entries(record).map(([name, item]) => [name, name === key ? setPlain(item, rest, set) : item]),
    ...(Object.hasOwn(record, key) ? [] : [[key, setPlain(undefined, rest, set)]]),
  ]);
}
