import { expect, test } from 'vitest';
import { testSpan } from '@/components/traces/test-spans';
import { gapAt } from './gap-at';
import { testOpened } from './test-opened';

const base = 1_795_333_000_000_000;

function gapsUnderPointer(child: Parameters<typeof testSpan>[0]) {
  const opened = testOpened([
    testSpan({ id: 'a', startUs: base, endUs: base + 100 }),
    testSpan({ id: 'right', parentId: 'a', startUs: base + 10, endUs: base + 20 }),
    testSpan({ parentId: 'a', ...child }),
  ]);
  return [5, 15, 30, 90].map((moment) => gapAt(opened, 0, moment)?.fromUs ?? null);
}

test('the pointer finds the gap it is in', () => {
  expect(gapsUnderPointer({ id: 'b', startUs: base + 40, endUs: base + 60 })).toEqual([0, null, 20, 60]);
});

test('where nobody knows when a child ran, the pointer finds no gap', () => {
  expect(gapsUnderPointer({ id: 'b', startUs: 0, endUs: base + 60 })).toEqual([null, null, null, null]);
  expect(gapsUnderPointer({ id: 'b', startUs: base + 40, endUs: base + 40, faults: ['no_end'] })).toEqual([
    null,
    null,
    null,
    null,
  ]);
});
