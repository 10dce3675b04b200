import { expect, test } from 'vitest';
import { parseReason, type Reason, reasonText } from './reason';

const problem = {
  type: 'about:blank',
  title: 'No answer',
  status: 502,
  code: 'upstream_timeout',
  detail: '3 s',
} as const;

test('a reason comes back from the record as it went in, and words that are none stay words', () => {
  const reason: Reason = { code: 'unmeasured', problem };
  expect(parseReason(JSON.stringify(reason))).toEqual(reason);
  expect(parseReason('It was "so"')).toEqual({ code: 'words', words: 'It was "so"' });
  expect(parseReason('12')).toEqual({ code: 'words', words: '12' });
  expect(parseReason(null)).toBeNull();
});

test('exports and the text search have a sentence', () => {
  expect(reasonText({ code: 'errors_rose', points: 3, percent: 4 })).toBe(
    'Errors of the changed routes rose by 3.0 points, to 4.0 %.',
  );
  expect(reasonText({ code: 'not_restored_yet', problem })).toBe(
    'It could not be restored yet and is tried again: No answer: 3 s',
  );
});
