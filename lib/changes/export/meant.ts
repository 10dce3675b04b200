import type { ChangeItem, PlanOutcome } from '@/lib/changes/dto';

const leftAlone: ReadonlySet<string> = new Set<PlanOutcome>(['invalid', 'already', 'emits_nothing']);

/** Whether an object is or was to be written, and so belongs into an export: not what the dry run left as it is. */
export function isMeant({ outcome, status, before, after }: ChangeItem): boolean {
  if (JSON.stringify(before) === JSON.stringify(after)) return false;
  // What works on elsewhere, or twice, is written where somebody chose it.
  if (status === 'skipped' && (outcome === 'goes_on' || outcome === 'twice')) return false;
  return !leftAlone.has(outcome) && status !== 'unchanged';
}
