import { type RunCopy, type RunInput, runOf } from './plugin-run';

/** Consumers or consumer groups whose copies of a plugin have the same effect on any route. */
export type ConsumerCopies = RunCopy & {
  count: number;
  /** The first of them, in the order of the gateway's answer. */
  named: readonly { place: 'consumer' | 'consumer_group'; id: string }[];
};

/** How many of a class are named: a gateway may have any number of consumers. */
export const namedConsumers = 12;

/**
 * What a consumer's copy does to its requests on a route:
 * `emits`: they emit, with its settings; `silences`: they emit nothing, though others do;
 * `joins`: they emit as without it, only the attributes are this copy's;
 * `may`: only if a former request of that consumer went to a route without a copy (see `effectOf`);
 * `unreached`: no plugin of the route finds out whose request it is; `none`: nothing changes.
 */
export type ConsumerEffect = 'emits' | 'silences' | 'joins' | 'may' | 'unreached' | 'none';

/**
 * What a consumer's copy does on this route. APISIX marks a copy once for all when it meets a route that has, or has
 * not, a copy of its own (plugin.lua `merge_consumer_route`: `_from_consumer`), so that what the consumer called before
 * may make a copy start on a route where it otherwise would only log.
 */
export function effectOf(run: RunInput, copy: ConsumerCopies, findsConsumer: boolean | null): ConsumerEffect {
  if (run.hasScript) return 'none';
  if (findsConsumer === false) return 'unreached';
  const without = runOf(run);
  const result = runOf({ ...run, consumer: copy });
  if (!result.can) {
    if (without.can) return 'silences';
    return !copy.disabled && copy.samples !== 'never' && run.plugin !== 'prometheus' ? 'may' : 'none';
  }
  if (copy.disabled) return 'none';
  return result.by === 'consumer' ? 'emits' : 'joins';
}
