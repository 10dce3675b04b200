import { describe, expect, test } from 'vitest';
import { diffLines } from './diff-lines';

const words = (text: string) => (text === '' ? [] : text.split(' '));

describe('diffLines', () => {
  test.each([
    ['', ''],
    ['a b c', 'a b c'],
    ['', 'a b'],
    ['a b', ''],
    ['a b c d', 'a x c y d'],
    ['{ 1 }', '{ 2 3 }'],
  ])(
    'from «%s» to «%s»: without its additions it is the old text, without its removals the new one',
    (before, after) => {
      const lines = diffLines(words(before), words(after));
      expect(lines.filter((line) => line.kind !== 'added').map((line) => line.text)).toEqual(words(before));
      expect(lines.filter((line) => line.kind !== 'removed').map((line) => line.text)).toEqual(words(after));
    },
  );

  test('keeps what did not change', () => {
    expect(diffLines(words('a b c'), words('a x c')).filter((line) => line.kind === 'same')).toHaveLength(2);
  });
});
