import 'server-only';
import { type Reason, type ReasonedProblem, reasonText } from '@/lib/changes/reason';
import { type Problem, ProblemError } from '@/lib/http/problem';
import { standaloneOwner } from '@/lib/server/apisix/standalone';

/** A problem that says why by code: the screen words it in the reader's language, `detail` is the same in English. */
export function reasoned(reason: Reason, problem: Omit<Problem, 'type' | 'detail'>): ReasonedProblem {
  return { type: 'about:blank', ...problem, detail: reasonText(reason), reason };
}

/** What is asked for is not possible for this change as it stands. */
export function wrongStatus(reason: Reason, title = 'Not possible for this change now'): ProblemError {
  return new ProblemError(reasoned(reason, { title, status: 409, code: 'conflict', field: 'status' }));
}

/** A part of the input cannot be used. */
export function invalid(field: string, reason: Reason): ProblemError {
  return new ProblemError(reasoned(reason, { title: 'Invalid input', status: 422, code: 'invalid_input', field }));
}

/** Why nothing is written of an object that somebody else owns. */
export function managedBy(owner: string): Reason {
  return owner === standaloneOwner ? { code: 'standalone' } : { code: 'managed_by', owner };
}

/** Throws `invalid_input` for a time of restoring (epoch ms) that has passed. */
export function assertToCome(revertAt: number | null): void {
  if (revertAt !== null && revertAt <= Date.now()) throw invalid('revertAt', { code: 'restore_time_passed' });
}
