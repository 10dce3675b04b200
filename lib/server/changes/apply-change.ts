import 'server-only';
import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import type { ChangeConflictProblem, ChangeResult, PluginConfig, PluginWish } from '@/lib/changes/dto';
import { ProblemError } from '@/lib/http/problem';
import { knownSecretFields } from '@/lib/server/apisix/gateway-facts';
import { maskPluginConfig } from '@/lib/server/apisix/mask';
import { maskState } from '@/lib/server/apisix/route-detail';
import { nextTurn } from '@/lib/server/next-turn';
import type { ChangeContext } from './context';
import { lastWrite } from './plan-change';
import { assertToCome } from './refusal';
import { type RouteReading, stateWith } from './route-reading';
import { routeWriter } from './route-writer';
import { shownIn } from './seen';
import { applySingle } from './single-change';
import { wishedCopy } from './wished-copy';
import { ConflictError } from './write-object';

export type ApplyInput = {
  routeId: string;
  plugin: SwitchedPlugin;
  wish: PluginWish;
  /** The plan's. */
  seen: string;
  actor: string;
  /** Epoch ms at which the server restores what was there; null: never. */
  revertAt?: number | null;
};

/**
 * Does what planChange showed, by one PATCH, and records it. Throws `conflict` with the versions when something it
 * touches has changed since the plan (nothing is written then), `forbidden` for a route that somebody else writes back,
 * `invalid_input` for a time of restoring that has passed, and the problems of reading, writing and recording.
 */
export async function applyChange(context: ChangeContext, input: ApplyInput): Promise<ChangeResult> {
  const { gateway } = context;
  const { routeId, plugin, wish, seen, actor, revertAt = null } = input;
  assertToCome(revertAt);
  const fields = knownSecretFields(gateway);
  // Asked for when the requests for the route are on their way: a database in a file holds up all else until it answers.
  // A failure is thrown where it is needed.
  const last = nextTurn().then(() => lastWrite(context, plugin, routeId, wish));
  last.catch(() => undefined);
  const after = async (reading: RouteReading) => wishedCopy(reading.situation, wish, await last);
  const target = { kind: 'route_plugin', plugin } as const;
  try {
    const { changeId, before, written, outcome } = await applySingle(context, routeWriter(gateway, plugin), {
      target,
      objectId: routeId,
      wish,
      seen,
      actor,
      revertAt,
      after,
    });
    return {
      changeId,
      routeId: written.objectId,
      plugin,
      before: maskPluginConfig(plugin, before.own, fields),
      after: maskPluginConfig(plugin, written.own, fields),
      verified: outcome.verified ?? true,
      otherDifferences: outcome.otherDifferences ?? [],
      nodes: outcome.nodes ?? [],
      state: maskState(stateWith(written, written.own), fields),
      at: Date.now(),
    };
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    const found = error.found as RouteReading;
    throw await withVersions(error, seen, {
      current: maskPluginConfig(plugin, found.own, fields),
      // What it takes from an inherited copy or from the record has its secrets still.
      wishedOf: async (shown) =>
        maskPluginConfig(plugin, await after({ ...found, situation: { ...found.situation, own: shown } }), fields),
    });
  }
}

type Versions = {
  current: PluginConfig | null;
  wishedOf: (seen: PluginConfig | null) => PluginConfig | null | Promise<PluginConfig | null>;
};

/** The conflict with what was seen, what is wished of that, and what is there; all masked. */
export async function withVersions(
  { problem }: ConflictError,
  seen: string,
  { current, wishedOf }: Versions,
): Promise<ProblemError> {
  const shown = shownIn(seen);
  const from = shown === undefined ? current : shown;
  const conflict: ChangeConflictProblem = {
    ...problem,
    versions: { seen: from, wished: await wishedOf(from), current },
  };
  return new ProblemError(conflict);
}
