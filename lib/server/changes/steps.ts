import 'server-only';
import type { ItemStatus } from '@/lib/changes/dto';
import type { Reason } from '@/lib/changes/reason';
import type { StoredChange } from './records';

/** Items that the change was to write, whatever became of them. */
const ran: readonly ItemStatus[] = ['written', 'conflict', 'failed', 'unknown'];

/** How many items of a change are done. */
export function doneOf({ counts }: Pick<StoredChange, 'counts'>): number {
  return ran.reduce((sum, status) => sum + counts[status], 0);
}

/**
 * How many of `total` items are done when the step ends that comes after `done`. A percentage is rounded up, so that
 * the first step is at least one item; the last step is all.
 */
export function nextStepEnd(percentages: readonly number[], done: number, total: number): number {
  return Math.min(...stepEnds(percentages, total).filter((end) => end > done), total);
}

/** Whether another step comes after exactly what is done. */
export function isBetweenSteps(percentages: readonly number[], done: number, total: number): boolean {
  return done < total && stepEnds(percentages, total).includes(done);
}

function stepEnds(percentages: readonly number[], total: number): number[] {
  return percentages.map((percent) => Math.min(total, Math.max(1, Math.ceil((total * percent) / 100))));
}

/**
 * What is said of a change that a person resumes although a bound was crossed, or could not be measured: that step needs
 * no other look. Null where nothing of the kind was found.
 */
export function resumeReason(change: Pick<StoredChange, 'status' | 'reason' | 'counts'>): Reason | null {
  const isFound = change.status === 'halted' || change.reason?.code === 'unmeasured';
  return isFound ? { code: 'resumed', afterRoutes: doneOf(change) } : null;
}

/** Whether the step at whose end it is was looked at already, by the person who resumed it. */
export function isStepSeen(change: Pick<StoredChange, 'reason' | 'counts'>): boolean {
  return change.reason?.code === 'resumed' && change.reason.afterRoutes === doneOf(change);
}
