import { parseAsArrayOf, parseAsInteger, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import type { CallFilter, Outcome } from '@/lib/deepflow/dto';

export const outcomes = ['ok', 'client_error', 'server_error', 'timeout', 'unknown'] as const satisfies Outcome[];

/** Filters of a route's calls in the address: the same on the traces and the logs tab. `min` is in ms. */
export const callFilterParams = {
  outcome: parseAsArrayOf(parseAsStringLiteral(outcomes)).withDefault([]),
  method: parseAsArrayOf(parseAsString).withDefault([]),
  min: parseAsInteger,
  path: parseAsString.withDefault(''),
};

export type CallFilterValues = { outcome: Outcome[]; method: string[]; min: number | null; path: string };

export const noCallFilter: CallFilterValues = { outcome: [], method: [], min: null, path: '' };

/** What the API is asked for. Lists are sorted: the same choice made in another order is the same query. */
export function toCallFilter(values: CallFilterValues): CallFilter {
  const path = values.path.trim();
  return {
    ...(values.outcome.length > 0 ? { outcome: outcomes.filter((one) => values.outcome.includes(one)) } : {}),
    ...(values.method.length > 0 ? { method: [...new Set(values.method)].sort() } : {}),
    ...(values.min !== null && values.min > 0 ? { minDurationUs: values.min * 1000 } : {}),
    ...(path === '' ? {} : { path }),
  };
}

export function isFiltered(filter: CallFilter): boolean {
  return Object.keys(filter).length > 0;
}
