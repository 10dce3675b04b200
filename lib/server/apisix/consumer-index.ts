import 'server-only';
import { type ConsumerCopies, namedConsumers } from '@/lib/apisix/consumer-copies';
import { copyOf, runCopy, shownPlugins, switchedPlugins, type TelemetryPlugin } from '@/lib/apisix/plugins-in-force';
import type { ApisixObject } from './wire';

const plugins: readonly TelemetryPlugin[] = [...switchedPlugins, ...shownPlugins];

/** Copies of the telemetry plugins on consumers and consumer groups, by plugin, alike ones together. */
export type ConsumerIndex = ReadonlyMap<TelemetryPlugin, readonly ConsumerCopies[]>;

/** Keeps a few names and a count of each class, never the consumers: these hold credentials, and may be many. */
export function indexConsumers(consumers: readonly ApisixObject[], groups: readonly ApisixObject[]): ConsumerIndex {
  const index = new Map<TelemetryPlugin, Map<string, ConsumerCopies & { named: { place: Place; id: string }[] }>>();
  for (const [place, holders] of [['consumer', consumers] as const, ['consumer_group', groups] as const])
    for (const { id, value } of holders)
      for (const plugin of plugins) {
        const copy = copyOf(place, { id, name: '', plugins: value.plugins }, plugin);
        if (copy === null) continue;
        const run = runCopy(plugin, copy);
        const key = `${run.disabled} ${run.filtered} ${run.samples}`;
        const classes = index.get(plugin) ?? new Map();
        const known = classes.get(key) ?? { ...run, count: 0, named: [] };
        known.count++;
        if (known.named.length < namedConsumers) known.named.push({ place, id });
        index.set(plugin, classes.set(key, known));
      }
  return new Map([...index].map(([plugin, classes]) => [plugin, [...classes.values()]]));
}

type Place = ConsumerCopies['named'][number]['place'];
