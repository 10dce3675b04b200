import 'server-only';
import type { NamedRoutes } from '@/lib/prometheus/apisix-dashboard';
import type { Snapshot } from '@/lib/server/apisix/snapshot';

/** The routes that values of the label `route` mean: ids, or names that one route alone has. */
export function namedRoutes(
  { byId, entries }: Pick<Snapshot, 'byId' | 'entries'>,
  labels: Iterable<string>,
): NamedRoutes {
  const wanted = new Set(labels);
  wanted.delete('');
  const found: Record<string, { id: string; name: string }> = {};
  for (const label of wanted) {
    const summary = byId.get(label)?.summary;
    if (!summary) continue;
    found[label] = { id: summary.id, name: summary.name };
    wanted.delete(label);
  }
  if (wanted.size === 0) return found;
  const twice = new Set<string>();
  for (const { summary } of entries) {
    if (!wanted.has(summary.name)) continue;
    if (found[summary.name]) twice.add(summary.name);
    found[summary.name] = { id: summary.id, name: summary.name };
  }
  for (const name of twice) delete found[name];
  return found;
}
