/**
 * A table of constants that is asked with names from statements: without a prototype, so that `constructor` and the
 * like are as unknown as any other name.
 */
export function byName<Value>(entries: Record<string, Value>): Readonly<Record<string, Value>> {
  return Object.freeze(Object.assign(Object.create(null) as Record<string, Value>, entries));
}
