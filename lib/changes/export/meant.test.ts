import { expect, test } from 'vitest';
import type { ChangeItem } from '@/lib/changes/dto';
import { isMeant } from './meant';

const item = { outcome: 'will_change', status: 'waiting', before: null, after: {} } as ChangeItem;

test('an export holds what was or is to be written, and nothing that was left as it is', () => {
  expect(isMeant(item)).toBe(true);
  expect(isMeant({ ...item, outcome: 'goes_on', status: 'written' })).toBe(true);
  const leftAlone: Partial<ChangeItem>[] = [
    { after: null },
    { status: 'unchanged' },
    { outcome: 'already' },
    { outcome: 'invalid' },
    { outcome: 'emits_nothing', status: 'skipped' },
    { outcome: 'goes_on', status: 'skipped' },
    { outcome: 'twice', status: 'skipped' },
  ];
  for (const left of leftAlone) expect(isMeant({ ...item, ...left })).toBe(false);
});
