import 'server-only';
import type { NumberSort, PluginFilter, RouteListQuery, RouteSort, TextSort } from '@/lib/apisix/dto';
import type { PluginChip } from '@/lib/apisix/plugins-in-force';
import type { RouteEntry } from './route-entry';

/** Entries with their sort orders, computed when first asked for and kept. */
export type SearchableRoutes = { entries: readonly RouteEntry[]; orders: Map<TextSort, Uint32Array> };

const defaultLimit = 100;

/**
 * Rows that match a query, in its order, and how many match in all. One pass over the entries: with 50,000 routes the
 * pass takes a few milliseconds, because text and sort keys are ready.
 */
export function searchRoutes(
  routes: SearchableRoutes,
  query: RouteListQuery,
  values: RouteValues | null = null,
): { rows: RouteEntry[]; matched: number; sort: RouteSort } {
  const { offset = 0, limit = defaultLimit } = query;
  const tests = testsOf(query);
  const { order, desc, sort } = orderFor(routes, query, values);
  const rows: RouteEntry[] = [];
  let matched = 0;
  for (let position = 0; position < order.length; position++) {
    const entry = routes.entries[order[desc ? order.length - 1 - position : position] ?? 0];
    if (!entry || !tests.every((test) => test(entry))) continue;
    if (matched >= offset && rows.length < limit) rows.push(entry);
    matched++;
  }
  return { rows, matched, sort };
}

/** What routes are sorted by that is not theirs but their calls'. Null is unknown, and comes last either way. */
export type RouteValues = { of: ReadonlyMap<string, number | null>; otherwise: number | null };

/** Without the numbers that are asked for, rows come by name. */
function orderFor(
  routes: SearchableRoutes,
  { sort = 'name', desc = false }: RouteListQuery,
  values: RouteValues | null,
) {
  if (!isNumberSort(sort)) return { order: orderOf(routes, sort), desc, sort };
  if (!values) return { order: orderOf(routes, 'name'), desc: false, sort: 'name' as const };
  return { order: orderByValues(routes, values, desc), desc: false, sort };
}

export function isNumberSort(sort: RouteSort | undefined): sort is NumberSort {
  return sort === 'rate' || sort === 'errors' || sort === 'p95';
}

type ByValues = { values: RouteValues; desc: boolean; order: Uint32Array };
/** The last one of each table: every window of a list and every key that filters it asks for it again. */
const byValues = new WeakMap<SearchableRoutes['entries'], ByValues>();

/** Positions of the entries by their values, ties by name. */
function orderByValues(routes: SearchableRoutes, values: RouteValues, desc: boolean): Uint32Array {
  const known = byValues.get(routes.entries);
  if (known && known.values === values && known.desc === desc) return known.order;
  const keys = routes.entries.map(({ object: { id } }) => {
    const value = values.of.get(id);
    return value === undefined ? values.otherwise : value;
  });
  const worth = (position: number) => {
    const key = keys[position] ?? null;
    return key === null ? Number.NEGATIVE_INFINITY : desc ? key : -key;
  };
  // Plain arrays are sorted stably, and mostly ties.
  const order = Uint32Array.from([...orderOf(routes, 'name')].sort((a, b) => compareWorth(worth(a), worth(b))));
  byValues.set(routes.entries, { values, desc, order });
  return order;
}

/** More worth first; two that are unknown are equal. */
function compareWorth(a: number, b: number): number {
  return a === b ? 0 : b - a;
}

/** Positions of the entries in the order of one sort key; ties by id, so that pages never overlap. */
export function orderOf({ entries, orders }: SearchableRoutes, sort: TextSort): Uint32Array {
  const known = orders.get(sort);
  if (known) return known;
  const keys = entries.map((entry) => entry.keys[sort]);
  const ids = entries.map((entry) => entry.object.id);
  const order = Uint32Array.from(entries.keys()).sort(
    (a, b) => compare(keys[a] ?? '', keys[b] ?? '') || compare(ids[a] ?? '', ids[b] ?? ''),
  );
  orders.set(sort, order);
  return order;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

type Test = (entry: RouteEntry) => boolean;

function testsOf(query: RouteListQuery): Test[] {
  const { q, host, path, method, label, status, opentelemetry, prometheus } = query;
  const tests: Test[] = [];
  if (status) tests.push(({ summary }) => summary.enabled === (status === 'enabled'));
  if (opentelemetry) tests.push(({ summary }) => isIn(opentelemetry, summary.opentelemetry));
  if (prometheus) tests.push(({ summary }) => isIn(prometheus, summary.prometheus));
  if (method?.length) {
    const wanted = new Set(method.map((name) => name.toUpperCase()));
    // A route without methods takes them all.
    tests.push(({ summary: { methods } }) => methods.length === 0 || methods.some((name) => wanted.has(name)));
  }
  for (const wanted of label ?? []) tests.push(labelTest(wanted));
  if (host) tests.push(partTest(host, ({ summary }) => summary.hosts));
  if (path) tests.push(partTest(path, ({ summary }) => summary.paths));
  // Every word must be somewhere; the cheap tests come first.
  for (const word of q?.toLowerCase().split(/\s+/) ?? [])
    if (word !== '') tests.push(({ text }) => text.includes(word));
  return tests;
}

function isIn(wanted: PluginFilter, { status, twice, offReason }: PluginChip): boolean {
  if (wanted === 'twice') return status === 'on' && twice;
  if (wanted === 'unready') return offReason === 'not_loaded' || offReason === 'no_metadata';
  return status === wanted;
}

function partTest(wanted: string, parts: (entry: RouteEntry) => readonly string[]): Test {
  const lower = wanted.toLowerCase();
  return (entry) => parts(entry).some((part) => part.toLowerCase().includes(lower));
}

/** `key` or `key=value`; a key may itself hold `=`, so the whole text is tried as a key too. */
function labelTest(wanted: string): Test {
  const at = wanted.indexOf('=');
  const key = wanted.slice(0, at);
  const value = wanted.slice(at + 1);
  return ({ summary: { labels } }) => Object.hasOwn(labels, wanted) || (at > 0 && labels[key] === value);
}
