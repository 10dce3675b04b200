import 'server-only';

/**
 * One value a process, however often the bundler evaluates the calling module: Next.js loads instrumentation, pages
 * and handlers from separate bundles, and reloads them in development. `make` runs at the first call for `name`.
 */
export function processWide<T>(name: string, make: () => T): T {
  const key = Symbol.for(`routelens.${name}`);
  const holder = globalThis as unknown as Record<symbol, T | undefined>;
  holder[key] ??= make();
  return holder[key];
}
