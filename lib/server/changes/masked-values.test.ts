import { expect, test } from 'vitest';
import { withOriginals } from './masked-values';

const current = { list: [{ name: 'a', token: 'A' }, { name: 'b', token: 'B' }, { name: 'c' }] };
const [a, b, c] = [{ name: 'a', token: '********' }, { name: 'b', token: '********' }, { name: 'c' }];
const sentBack = (list: unknown[]) => withOriginals('opentelemetry', { list }, current).list;

test('an item of a list keeps its own secret, however the list is arranged', () => {
  const [storedA, storedB] = current.list;
  expect(sentBack([b, a, c])).toEqual([storedB, storedA, c]);
  expect(sentBack([b])).toEqual([storedB]);
  expect(sentBack([c, { name: 'new' }, a, b])).toEqual([c, { name: 'new' }, storedA, storedB]);
  expect(sentBack([a, { ...b, name: 'z' }, c])).toEqual([storedA, { name: 'z', token: 'B' }, c]);
});

test('where it is not certain which secret a mask of a list stands for, it is refused', () => {
  const refused = expect.objectContaining({ problem: expect.objectContaining({ code: 'invalid_input' }) });
  const tokens = { token: ['A', 'B'] };
  expect(withOriginals('opentelemetry', { token: ['********', '********'], x: 1 }, tokens)).toMatchObject(tokens);
  expect(() => withOriginals('opentelemetry', { token: ['********'] }, tokens)).toThrow(refused);
  // Moved and edited at once, or edited in a list that became shorter.
  expect(() => sentBack([{ ...b, name: 'z' }, a, c])).toThrow(refused);
  expect(() => sentBack([{ ...b, name: 'z' }])).toThrow(refused);
});
