import { parseAsArrayOf, parseAsInteger, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import type { Selection } from '@/lib/deepflow/distribution';
import type { CallFilter, Outcome } from '@/lib/deepflow/dto';

export const outcomes = ['ok', 'client_error', 'server_error', 'timeout', 'unknown'] as const satisfies Outcome[];

/**
 * Filters of a route's calls in the address: the same on the traces, the metrics and the logs tab. `min` and `max` are in ms,
 * `attr` is `name=value` of the gateway's span.
 */
export const callFilterParams = {
  outcome: parseAsArrayOf(parseAsStringLiteral(outcomes)).withDefault([]),
  method: parseAsArrayOf(parseAsString).withDefault([]),
  min: parseAsInteger,
  max: parseAsInteger,
  path: parseAsString.withDefault(''),
  endpoint: parseAsString.withDefault(''),
  status: parseAsArrayOf(parseAsInteger).withDefault([]),
  host: parseAsString.withDefault(''),
  client: parseAsString.withDefault(''),
  clientPod: parseAsString.withDefault(''),
  upstream: parseAsString.withDefault(''),
  upstreamPod: parseAsString.withDefault(''),
  trace: parseAsString.withDefault(''),
  attr: parseAsArrayOf(parseAsString).withDefault([]),
};

export type CallFilterValues = {
  outcome: Outcome[];
  method: string[];
  min: number | null;
  max: number | null;
  path: string;
  endpoint: string;
  status: number[];
  host: string;
  client: string;
  clientPod: string;
  upstream: string;
  upstreamPod: string;
  trace: string;
  attr: string[];
};

export const noCallFilter: CallFilterValues = {
  outcome: [],
  method: [],
  min: null,
  max: null,
  path: '',
  endpoint: '',
  status: [],
  host: '',
  client: '',
  clientPod: '',
  upstream: '',
  upstreamPod: '',
  trace: '',
  attr: [],
};

/** What the API is asked for. Lists are sorted: the same choice made in another order is the same query. */
export function toCallFilter(values: CallFilterValues): CallFilter {
  const { outcome, method, min, max } = values;
  const status = values.status.filter((code) => code >= 0 && code <= 999);
  const attr = values.attr.flatMap((text) => toAttribute(text) ?? []);
  return {
    ...(outcome.length > 0 && { outcome: outcomes.filter((one) => outcome.includes(one)) }),
    ...(method.length > 0 && { method: [...new Set(method)].sort() }),
    ...(min !== null && min > 0 && { minDurationUs: min * 1000 }),
    ...(max !== null && max >= 0 && { maxDurationUs: max * 1000 }),
    ...(status.length > 0 && { status: [...new Set(status)].sort((a, b) => a - b) }),
    ...texts({
      path: values.path,
      endpoint: values.endpoint,
      host: values.host,
      client: values.client,
      clientPod: values.clientPod,
      upstream: values.upstream,
      upstreamPod: values.upstreamPod,
      trace: values.trace,
    }),
    ...(attr.length > 0 && { attr }),
  };
}

function texts<Name extends string>(named: Record<Name, string>): Partial<Record<Name, string>> {
  const trimmed = Object.entries<string>(named).map(([name, text]) => [name, text.trim()]);
  return Object.fromEntries(trimmed.filter(([, text]) => text !== '')) as Partial<Record<Name, string>>;
}

/** `name=value` as it stands in the address; null where the API would refuse it. */
export function toAttribute(text: string): { name: string; value: string } | null {
  const at = text.indexOf('=');
  const name = text.slice(0, Math.max(at, 0));
  const value = text.slice(at + 1);
  return /^[A-Za-z0-9_.:/-]{1,128}$/.test(name) && value !== '' ? { name, value } : null;
}

export function isFiltered(filter: CallFilter): boolean {
  return Object.keys(filter).length > 0;
}

/** What of the durations over time is shown: the selected part as `t0,t1,d0,d1` (ms and µs), and whether the picture is folded. */
export const distributionParams = {
  sel: parseAsArrayOf(parseAsInteger),
  dist: parseAsStringLiteral(['folded']),
};

/** What of a route's calls is chosen in an address: goes along from tab to tab, which show the same calls or hand it on. */
export function chosenCalls(search: { get: (name: string) => string | null }): Record<string, string> {
  const names = [...Object.keys(callFilterParams), 'sel'];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = search.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );
}

/** The selection of an address; null for a senseless one. */
export function toSelection(sel: readonly number[] | null): Selection | null {
  const [t0, t1, d0, d1] = sel ?? [];
  if (sel?.length !== 4 || t0 === undefined || t1 === undefined || d0 === undefined || d1 === undefined) return null;
  const isMoment = (ms: number) => ms > Date.UTC(2000, 0) && ms < Date.UTC(2100, 0);
  return isMoment(t0) && isMoment(t1) && t0 < t1 && d0 >= 0 && d0 < d1 && d1 <= 86_400_000_000
    ? { t0, t1, d0, d1 }
    : null;
}

/** The part of a selection that lies in a range; null: none does. */
export function selectionWithin(selection: Selection, range: { fromMs: number; toMs: number }): Selection | null {
  const t0 = Math.max(selection.t0, range.fromMs);
  const t1 = Math.min(selection.t1, range.toMs);
  return t0 < t1 ? { ...selection, t0, t1 } : null;
}

/** The filter that leaves the selected durations of what passes already. */
export function narrowedTo(filter: CallFilter, { d0, d1 }: Selection): CallFilter {
  const least = Math.max(filter.minDurationUs ?? 0, d0);
  return {
    ...filter,
    ...(least > 0 && { minDurationUs: least }),
    maxDurationUs: Math.min(filter.maxDurationUs ?? Number.POSITIVE_INFINITY, d1 - 1),
  };
}
