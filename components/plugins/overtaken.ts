import type { ChangeConflictProblem, PluginConfig } from '@/lib/changes/dto';
import type { Problem } from '@/lib/http/problem';

/** What another writer made of what a change touches; `current` is undefined where the server does not tell it. */
export type Versions = {
  seen: PluginConfig | null;
  wished: PluginConfig | null;
  current?: PluginConfig | null | undefined;
};

/** The three versions of a conflict; without them in the problem, the two that the preview showed. */
export function versionsOf(
  problem: Problem,
  plan: { before: PluginConfig | null; after: PluginConfig | null },
): Versions {
  const { versions } = problem as Partial<ChangeConflictProblem>;
  return versions ?? { seen: plan.before, wished: plan.after };
}
