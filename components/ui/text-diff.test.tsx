import { expect, test } from 'vitest';
import { shownLines } from './text-diff';

const lines = (count: number, from = 0) => Array.from({ length: count }, (_, at) => `line ${at + from}`);
const text = (...parts: string[]) => parts.join('\n');

test('what differs is shown with three lines around, and what is left out is counted', () => {
  const before = text(...lines(20));
  const after = text(...lines(10), 'new', ...lines(10, 10));
  const shown = shownLines(before, after);
  expect(shown.filter(({ kind }) => kind === 'gap')).toMatchObject([{ lines: 7 }, { lines: 7 }]);
  expect(shown.filter(({ kind }) => kind === 'added')).toMatchObject([{ text: 'new' }]);
  expect(shown.filter(({ kind }) => kind === 'same')).toHaveLength(6);
});

test('either line end, and equal texts', () => {
  expect(shownLines('a\r\nb', 'a\nb')).toMatchObject([{ kind: 'gap', lines: 2 }]);
  expect(shownLines('a', 'b').map(({ kind }) => kind)).toEqual(['removed', 'added']);
});
