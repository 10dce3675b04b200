import { parseAsString, parseAsStringLiteral } from 'nuqs/server';

/** How often a range that ends now is read again; `off` is the default and stays out of the address. */
export const refreshIntervals = ['off', '5s', '10s', '30s', '1m', '5m'] as const;
export type RefreshInterval = (typeof refreshIntervals)[number];

export const refreshMs: Record<RefreshInterval, number> = {
  off: 0,
  '5s': 5000,
  '10s': 10_000,
  '30s': 30_000,
  '1m': 60_000,
  '5m': 300_000,
};

/** The time range in the address: the same on every page, so that a link shows what its sender saw. */
export const timeRangeParams = {
  from: parseAsString,
  to: parseAsString,
  refresh: parseAsStringLiteral(refreshIntervals).withDefault('off'),
};

/** An address with the time range of the present one: what every link inside a gateway's pages goes through. */
export function keepTimeRange(
  path: string,
  current: { get: (name: string) => string | null },
  extra: Record<string, string> = {},
): string {
  const params = new URLSearchParams(extra);
  for (const name of Object.keys(timeRangeParams)) {
    const value = current.get(name);
    if (value !== null && !params.has(name)) params.set(name, value);
  }
  const query = params.toString();
  return query === '' ? path : `${path}?${query}`;
}
