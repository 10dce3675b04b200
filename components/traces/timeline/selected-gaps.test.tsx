import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { renderScreen } from '@/components/traces/test-screen';
import { testSpan } from '@/components/traces/test-spans';
import { SelectedGaps } from './selected-gaps';
import { testOpened } from './test-opened';
import type { TraceState } from './use-trace-state';

const base = 1_795_333_000_000_000;

function show(childStartUs: number) {
  const opened = testOpened([
    testSpan({ id: 'a', startUs: base, endUs: base + 100 }),
    testSpan({ id: 'b', parentId: 'a', startUs: childStartUs, endUs: base + 60 }),
  ]);
  renderScreen(<SelectedGaps state={{ opened, cursor: 0, view: {} } as TraceState} />, '');
}

test('says where own time went', () => {
  show(base + 20);
  expect(screen.getByRole('heading')).toHaveTextContent('60 µs');
  expect(screen.getAllByRole('button')).toHaveLength(2);
});

test('says nothing where nobody knows how long a child ran', () => {
  show(0);
  expect(screen.queryByRole('region')).toBeNull();
});
