import type { Problem } from '@/lib/http/problem';

/** By how much calls became worse, of errors and of the slowest 5 %; null: not beyond the bound. */
export type Rise = {
  /** Percentage points, and the percent that they rose to. */
  errors: { points: number; percent: number } | null;
  latency: { percent: number; p95Us: number } | null;
};
export type RouteRise = Rise & { id: string; name: string };

/** What a look at the calls of changed routes rests on. */
export type LookedAt = {
  routes: number;
  /** Those of them with enough calls to be judged by themselves. */
  judged: number;
  /** The time since the change, and before it, whose calls were looked at. */
  lengthMs: number;
  /** It would have been longer, had there not been too many calls. */
  isCut: boolean;
};

/** Routes that a reason names; the others are counted. */
export const namedRoutes = 20;

/**
 * Why a change, or one of its objects, stands as it does. The record keeps the code with what it names; the screen words
 * it in the reader's language, exports and the text search have `reasonText`.
 */
export type Reason =
  /** A system's own words, which nobody can translate. */
  | { code: 'words'; words: string }
  | { code: 'upstream'; problem: Problem }
  | { code: 'not_restored_yet'; problem: Problem }
  | { code: 'unmeasured'; problem: Problem }
  | { code: 'nothing_to_compare' }
  | { code: 'too_few_calls'; before: number; since: number }
  /** `overall` of all changed routes together; `worse` are those that lead of `count`. */
  | ({ code: 'worsened'; overall: Rise | null; worse: RouteRise[]; count: number } & LookedAt)
  | ({ code: 'no_worse' } & LookedAt)
  /** These two as older records have them: in percentage points, and in percent. */
  | { code: 'errors_rose'; points: number; percent: number }
  | { code: 'became_slower'; percent: number; p95Us: number }
  | { code: 'waits_for_step' }
  | { code: 'resumed'; afterRoutes: number }
  | { code: 'let_stay' }
  | { code: 'restore_stopped'; changeId: string }
  | { code: 'restore_failed'; failed: number; total: number; changeId: string }
  | { code: 'some_left'; routes: number }
  | { code: 'not_configured'; gatewayId: string }
  | { code: 'not_begun' }
  | { code: 'file_unfinished' }
  | { code: 'not_undoable'; words: string }
  | { code: 'managed_by'; owner: string }
  | { code: 'standalone' }
  | { code: 'viewer_key' }
  /** Switched off on a route, this global rule's copy still emits for it; or it would only then. */
  | { code: 'global_goes_on' | 'global_held_back'; rule: string }
  | { code: 'not_found' }
  | { code: 'written_since'; changeId: string }
  | { code: 'changed_since' }
  /** Why something is not possible for a change as it stands. */
  | { code: 'undone_by'; changeId: string }
  | { code: 'begin_anew'; changeId: string }
  | { code: StateCode }
  /** Another writer was faster, so many times in a row. */
  | { code: 'busy'; attempts: number }
  /** What is known of a write whose answer or reading back failed; `more` is the failure's own words. */
  | { code: 'written_unread' | 'unconfirmed' | 'unconfirmed_unread'; more: string };

/** Reasons that name nothing. */
const stateTexts = {
  runs_still: 'It still runs: stop it first.',
  written_still: 'Some of it is still being written: try again soon.',
  undo_under_way: 'An undo of it is under way already.',
  wrote_nothing: 'It has written nothing.',
  already_as_before: 'Everything is already as it was before.',
  started_already: 'It was started already.',
  restore_time_passed: 'The time at which it is to be restored has passed.',
  nothing_chosen: 'Nothing of what was chosen would be written.',
  does_not_run: 'It does not run.',
  ended_already: 'It has ended already.',
  no_restore_waits: 'It does not wait to be restored.',
  not_over: 'It is not over yet.',
  nothing_failed: 'Nothing of it failed.',
  time_is_over: 'Its time is over, so nothing would restore it: begin a new one.',
  other_console: 'Another console is still at it: try again soon.',
  not_waiting: 'It does not wait to be resumed.',
  takes_no_request: 'The sampler of its copy takes no request: switch it on with settings instead.',
  never_starts: 'The filter of its copy asks for what is not known yet when a request comes in: it never starts.',
  not_loaded: 'The gateway has not loaded the plugin.',
  no_metadata: 'The gateway has no metadata of the plugin.',
  script_runs: 'A script runs in the place of its plugins.',
  own_changed: 'What would be written has changed since the plan was made. Nothing was written.',
  inherited_changed: 'What the route inherits has changed since the plan was made. Nothing was written.',
  end_unknown:
    'The console ended while it wrote this, and the object shows neither what was there nor what was wished.',
} as const;
type StateCode = keyof typeof stateTexts;

/** A problem document that says why by code, too. */
export type ReasonedProblem = Problem & { reason?: Reason | undefined };

/** The reason as the database has it. A text that is none is somebody's words. */
export function parseReason(text: string | null): Reason | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && 'code' in value) return value as Reason;
  } catch {
    // Words.
  }
  return { code: 'words', words: text };
}

/** The reason in an English sentence. */
export function reasonText(reason: Reason): string {
  switch (reason.code) {
    case 'words':
    case 'not_undoable':
      return reason.words;
    case 'upstream':
      return sentence(reason.problem);
    case 'not_restored_yet':
      return `It could not be restored yet and is tried again: ${sentence(reason.problem)}`;
    case 'unmeasured':
      return `The effect could not be measured: ${sentence(reason.problem)}`;
    case 'nothing_to_compare':
      return 'No route was written yet, so there was nothing to compare.';
    case 'too_few_calls':
      return `Too few calls to compare (${reason.before} before, ${reason.since} since).`;
    case 'worsened':
      return [
        `All changed routes together: ${reason.overall === null ? 'within the bounds' : riseText(reason.overall)}.`,
        ...(reason.count === 0 ? [] : [`${reason.count} of ${reason.judged} routes with enough calls became worse.`]),
        ...reason.worse.map((route) => `${route.name || route.id}: ${riseText(route)}.`),
        ...(reason.isCut ? [cutText(reason)] : []),
      ].join(' ');
    case 'no_worse':
      return [
        `The changed routes are no worse than before: ${reason.judged} of ${reason.routes} had enough calls to be judged by themselves.`,
        ...(reason.isCut ? [cutText(reason)] : []),
      ].join(' ');
    case 'errors_rose':
      return `Errors of the changed routes rose by ${reason.points.toFixed(1)} points, to ${reason.percent.toFixed(1)} %.`;
    case 'became_slower':
      return `The slowest 5 % of calls to the changed routes became ${reason.percent.toFixed(0)} % slower (${(reason.p95Us / 1000).toFixed(1)} ms).`;
    case 'waits_for_step':
      return 'Waits before the next step.';
    case 'resumed':
      return `A person resumed it after ${reason.afterRoutes} routes.`;
    case 'let_stay':
      return 'A person let it stay.';
    case 'restore_stopped':
      return `A person stopped its restore: see change ${reason.changeId}.`;
    case 'restore_failed':
      return `${reason.failed} of ${reason.total} could not be restored: see change ${reason.changeId}.`;
    case 'some_left':
      return `${reason.routes} of its routes were changed by somebody since and stay as they are.`;
    case 'not_configured':
      return `The gateway ${reason.gatewayId} is not configured any more.`;
    case 'not_begun':
      return 'The console ended before it wrote this. Nothing was changed; resume it if it is still wanted.';
    case 'file_unfinished':
      return 'The console ended while it wrote the file. Compare the file with its backup.';
    case 'managed_by':
      return `${reason.owner} manages it and would write its own version back.`;
    case 'standalone':
      return 'The gateway is in standalone mode: it takes its objects from a file, not from what is written here.';
    case 'viewer_key':
      return 'The console’s key may only read.';
    case 'global_goes_on':
      return `The copy on the global rule ${reason.rule} goes on: change the global rule.`;
    case 'global_held_back':
      return `Nothing is written: the copy on the global rule ${reason.rule} would then take requests that nothing takes now.`;
    case 'not_found':
      return 'The gateway has no such object.';
    case 'written_since':
      return `Change ${reason.changeId} has written it since: undo that one first.`;
    case 'changed_since':
      return 'Somebody has changed it since, past this console.';
    case 'undone_by':
      return `It was undone already, by change ${reason.changeId}.`;
    case 'begin_anew':
      return `It was undone, by change ${reason.changeId}: begin a new one.`;
    case 'busy':
      return `Another writer was faster ${reason.attempts} times in a row. Nothing was written.`;
    case 'written_unread':
      return withMore('The gateway accepted the write, but it could not be read back.', reason.more);
    case 'unconfirmed':
      return withMore(
        'The write was not confirmed, and the object does not show it; it may still arrive.',
        reason.more,
      );
    case 'unconfirmed_unread':
      return withMore('The answer to the write was lost, so it is not known whether it was made.', reason.more);
    default:
      return stateTexts[reason.code];
  }
}

function withMore(sentence: string, more: string): string {
  return more === '' ? sentence : `${sentence} ${more}`;
}

/** Each half of a rise as the reason that it is by itself. */
export function risesOf({ errors, latency }: Rise): Extract<Reason, { code: 'errors_rose' | 'became_slower' }>[] {
  return [
    ...(errors === null ? [] : [{ code: 'errors_rose' as const, ...errors }]),
    ...(latency === null ? [] : [{ code: 'became_slower' as const, ...latency }]),
  ];
}

function riseText({ errors, latency }: Rise): string {
  return [
    ...(errors === null ? [] : [`errors +${errors.points.toFixed(1)} points, to ${errors.percent.toFixed(1)} %`]),
    ...(latency === null
      ? []
      : [`the slowest 5 % +${latency.percent.toFixed(0)} % (${(latency.p95Us / 1000).toFixed(1)} ms)`]),
  ].join(', ');
}

function cutText({ lengthMs }: LookedAt): string {
  return `There were too many calls to look further back than ${(lengthMs / 1000).toFixed(0)} s.`;
}

function sentence({ title, detail }: Problem): string {
  return detail === undefined ? `${title}.` : `${title}: ${detail}`;
}
