import { expect, test } from 'vitest';
import { ListPieces } from './list-pieces';
import { readTraceText } from './read-file';
import { rehearsalText } from './rehearsal';

test('the rehearsal goes the way of a large trace: in pieces, a tree with errors, nothing that does not fit', () => {
  const text = rehearsalText();
  expect(ListPieces.of(text)).not.toBeNull();
  const { spans, notices } = readTraceText(text, { name: '' });
  expect(notices).toEqual([]);
  expect(spans.filter(({ parentId }) => parentId === null)).toHaveLength(1);
  expect(new Set(spans.map(({ outcome }) => outcome))).toEqual(new Set(['ok', 'server_error']));
});
