import type { ChangeItem } from '@/lib/changes/dto';

/** Whether an object is or was to be written, and so belongs into an export: not what the dry run left as it is. */
export function isMeant({ outcome, status, before, after }: ChangeItem): boolean {
  if (JSON.stringify(before) === JSON.stringify(after)) return false;
  return outcome !== 'invalid' && outcome !== 'already' && status !== 'unchanged';
}
