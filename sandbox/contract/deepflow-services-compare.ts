import { isDeepStrictEqual } from 'node:util';

/** What differs between two values, null when nothing does. */
export function difference(got: unknown, expected: unknown): string | null {
  if (isDeepStrictEqual(got, expected)) return null;
  return `${JSON.stringify(got)?.slice(0, 600)} instead of ${JSON.stringify(expected)?.slice(0, 600)}`;
}

/** Members of an expected object that are not there. */
export function missing(got: Record<string, unknown>, expected: Record<string, unknown>): string | null {
  const absent = Object.keys(expected).filter((key) => !(key in got));
  return absent.length === 0 ? null : `without ${absent.join(', ')}`;
}

/** Names of all members, lists standing for what is in them; values are left out. */
export function members(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) {
    const [first] = value;
    return typeof first === 'object' && first !== null ? [members(first)] : 'list';
  }
  if (typeof value !== 'object' || value === null || key === 'host_clock_correction') return 'value';
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, member]) => [name, members(member, name)]));
}
