/** The plugins whose runs are modelled here. `node-status` has no phases: it does nothing for a request. */
export type RunningPlugin = 'opentelemetry' | 'prometheus' | 'zipkin' | 'skywalking';

/** What of a copy decides whether something is emitted. */
export type RunCopy = {
  disabled: boolean;
  filtered: boolean;
  /** Its filter keeps a tracer from starting for any request. */
  neverStarts?: boolean;
  /** Whether it can take a request: never, at least some, or as whoever called it did. */
  samples: 'never' | 'some' | 'parent';
};

/** The copies that meet in one request. `merged`: of route, plugin config and service the first that has one. */
export type RunInput = {
  plugin: RunningPlugin;
  global: RunCopy | null;
  merged: RunCopy | null;
  /** Of the consumer that the request turns out to be of, or of its group. */
  consumer: RunCopy | null;
  hasScript: boolean;
};

export type RunResult = {
  /** Something is emitted for some request, for every one that the samplers take. */
  can: boolean;
  always: boolean;
  /** Whose sampling decides where something is emitted. */
  by: 'global' | 'merged' | 'consumer' | null;
};

/** A global rule's copy is left out where the merged one is there and enabled (`run_policy` "prefer_route"). */
export function prefersRoute(plugin: string): boolean {
  return plugin === 'prometheus' || plugin === 'skywalking';
}

type Part = 'global' | 'merged' | 'consumer';

/**
 * What a plugin emits for the requests of a route, whatever its filters let through: each filter is tried both ways.
 *
 * One request goes as in apisix/init.lua `http_access_phase` (APISIX 3.18.0): the global rules' rewrite, then the
 * merged plugins' rewrite, in which an auth plugin finds the consumer; then the consumer's copies replace the merged
 * ones (plugin.lua `merge_consumer_route`), and the rewrite of those that the route did not have yet runs
 * (`filter` and `run_plugin`, phase "rewrite_in_consumer"). The log phase runs the global rules' and the replaced
 * plugins (`common_phase`). A tracer starts its span in rewrite and exports it in log, whichever copy logs; of two
 * starts the last decides, for it takes the place of the first (plugins/opentelemetry.lua, zipkin.lua, skywalking.lua).
 */
export function runOf(input: RunInput): RunResult {
  const result: RunResult = { can: false, always: true, by: null };
  for (const passes of waysOfFilters([input])) {
    const by = emitter(input, passes);
    if (by === null) result.always = false;
    else result.can = true;
    result.by ??= by;
  }
  return result.can ? result : { ...result, always: false };
}

/** Whether a request that emits nothing before would emit after. A filter that is in both is the same one. */
export function emitsMore(before: RunInput, after: RunInput): boolean {
  return waysOfFilters([before, after]).some(
    (passes) => emitter(after, passes) !== null && emitter(before, passes) === null,
  );
}

/** Each way in which the filters may decide, from «every filter holds» down: `by` is of the most usual that emits. */
function waysOfFilters(inputs: readonly RunInput[]): ((part: Part) => boolean)[] {
  const parts = (['global', 'merged', 'consumer'] as const).filter((part) => inputs.some((one) => one[part]?.filtered));
  return Array.from({ length: 2 ** parts.length }, (_, failed) => (part: Part) => {
    const at = parts.indexOf(part);
    return at === -1 || (failed & (1 << at)) === 0;
  });
}

/** Whose sampling lets one request through; null: nothing is emitted for it. */
function emitter(input: RunInput, passes: (part: Part) => boolean): Part | null {
  const { merged, consumer, hasScript } = input;
  // Tracers start a span in rewrite; prometheus has the log phase alone.
  const starts = input.plugin !== 'prometheus';
  const enabled = (part: Part) => input[part] !== null && !input[part].disabled;
  const runs = (part: Part) => enabled(part) && passes(part) && !(starts && input[part]?.neverStarts);
  const replaced = consumer === null || hasScript ? 'merged' : 'consumer';
  // apisix/plugin.lua `filter`: asked about the copy alone, whatever its filter makes of this request, and about a
  // route's even where a script runs in its place.
  const globalRuns = (routePart: Part) => runs('global') && !(prefersRoute(input.plugin) && enabled(routePart));

  const logs = [...(globalRuns(replaced) ? ['global' as const] : []), ...own(replaced)];
  if (!starts) return logs.at(-1) ?? null;
  const started = [...(globalRuns('merged') ? ['global' as const] : []), ...own('merged')];
  if (replaced === 'consumer' && merged === null) started.push(...own('consumer'));
  const last = started.at(-1);
  return last !== undefined && logs.length > 0 && isSampled(started.map((part) => input[part])) ? last : null;

  function own(part: Part): Part[] {
    return !hasScript && runs(part) ? [part] : [];
  }
}

/** Whether the last of the spans that were started one within the other can be sampled; the first's caller may be. */
function isSampled(started: readonly (RunCopy | null)[]): boolean {
  return started.reduce((parent, copy) => (copy?.samples === 'parent' ? parent : copy?.samples === 'some'), true);
}
