import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { renderScreen } from './test-screen';
import { TraceNotices } from './trace-notices';

test('the rest of a cut trace is one press away, and the address says so', async () => {
  const { url } = renderScreen(<TraceNotices notices={[{ kind: 'cut', shown: 262, found: 331 }]} />);
  expect(screen.getByRole('note')).toHaveTextContent('262 of 331 spans are shown');
  await userEvent.click(screen.getByRole('button', { name: 'Read the remaining 69 rows' }));
  expect(url).toEqual({ search: '?rows=all', history: 'push' });
  expect(screen.queryByRole('button')).toBeNull();
});

test('nothing is offered where nobody knows how much is left, and no notice is no box', () => {
  renderScreen(<TraceNotices notices={[{ kind: 'cut', shown: 20_000, found: null }]} />);
  expect(screen.getByRole('note')).toHaveTextContent('20000 spans are shown, and there are more');
  expect(screen.queryByRole('button')).toBeNull();
  const { container } = renderScreen(<TraceNotices notices={[]} />);
  expect(container).toBeEmptyDOMElement();
});

test('what a file was exported without cannot be read from it', () => {
  renderScreen(<TraceNotices isFile notices={[{ kind: 'cut', shown: 262, found: 331 }]} />);
  expect(screen.getByRole('note')).toHaveTextContent('262 of 331 spans are shown');
  expect(screen.queryByRole('button')).toBeNull();
});

test('a tracing service that gave no answer is not said to have found nothing', () => {
  renderScreen(<TraceNotices notices={[{ kind: 'service_failed', detail: 'refused' }, { kind: 'from_rows' }]} />);
  expect(screen.getByRole('note')).toHaveTextContent('gave no answer: refusedWhat is shown was read row by row');
  expect(screen.getByRole('note')).not.toHaveTextContent('found no trace');
});

test.each([
  [{ kind: 'service_failed', detail: 'connection refused' }, 'gave no answer: connection refused'],
  [{ kind: 'completed', rows: 1 }, '1 row that the tracing service left out came from the querier'],
  [{ kind: 'foreign_roots', count: 2 }, '2 trees belong to another request'],
  [{ kind: 'rings', count: 1 }, 'The parents of 1 span led in a ring'],
  [{ kind: 'missing_parents', count: 3 }, '3 spans name parents that are not in the answer'],
  [{ kind: 'merged', by: 'syscall_trace_id' }, 'joined by syscall_trace_id'],
  [{ kind: 'merged', by: 'method_target_status_time' }, 'joined by their method, target, status and time'],
  [{ kind: 'doubtful_times', count: 1 }, '1 span has a time that cannot be right'],
  [{ kind: 'from_rows' }, 'read row by row'],
] as const)('%o is said in words', (notice, words) => {
  renderScreen(<TraceNotices notices={[notice]} />);
  expect(screen.getByRole('note')).toHaveTextContent(words);
});
