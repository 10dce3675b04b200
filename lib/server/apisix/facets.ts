import 'server-only';
import type { RouteListPage } from '@/lib/apisix/dto';
import type { RouteEntry } from './route-entry';

const maxValues = 100;

/** Values to choose filters from, most frequent first, ties by name; at most 100 of each. */
export function facetsOf(entries: readonly RouteEntry[]): RouteListPage['facets'] {
  const hosts = new Map<string, number>();
  const methods = new Map<string, number>();
  const labels = new Map<string, number>();
  for (const { summary } of entries) {
    for (const host of summary.hosts) count(hosts, host);
    for (const method of summary.methods) count(methods, method);
    for (const [key, value] of Object.entries(summary.labels)) count(labels, `${key}=${value}`);
  }
  return { hosts: mostFrequent(hosts), methods: mostFrequent(methods), labels: mostFrequent(labels) };
}

function count(counts: Map<string, number>, value: string): void {
  counts.set(value, (counts.get(value) ?? 0) + 1);
}

function mostFrequent(counts: ReadonlyMap<string, number>): string[] {
  return [...counts]
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .slice(0, maxValues)
    .map(([value]) => value);
}
