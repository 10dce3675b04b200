import { expect, test } from 'vitest';
import { joinSentences } from './sentences';

test('sentences are parted by a space, in Chinese by their stop alone, and what is missing leaves no gap', () => {
  expect(joinSentences(['It runs.', null, 'It was read back.'])).toBe('It runs. It was read back.');
  expect(joinSentences(['它在运行。', undefined, '', '已回读确认。'])).toBe('它在运行。已回读确认。');
  expect(joinSentences([])).toBe('');
});
