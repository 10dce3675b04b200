import { expect, test } from 'vitest';
import { toProblem } from '@/lib/server/to-problem';
import { parseCallId, parseCallQuery, parseRange } from './params';

const range = { from: '1771000000000', to: '1771003600000' };
const params = (more: Record<string, string> | [string, string][] = {}) =>
  new URLSearchParams([...Object.entries(range), ...(Array.isArray(more) ? more : Object.entries(more))]);

test('lists come as repeated keys, and what is left out has its default', () => {
  expect(
    parseCallQuery(
      params([
        ['method', 'GET'],
        ['method', 'POST'],
        ['outcome', 'timeout'],
        ['path', "it's"],
      ]),
    ),
  ).toEqual({
    fromMs: 1771000000000,
    toMs: 1771003600000,
    filter: { method: ['GET', 'POST'], outcome: ['timeout'], path: "it's" },
    cursor: null,
    limit: 100,
  });
});

test.each([
  ['from', { from: '', to: range.to }],
  ['from', { from: 'now-1h', to: range.to }],
  ['to', { from: range.to, to: range.from }],
  ['from', { from: '1600000000000', to: range.to }],
  ['from', { from: '1.5', to: range.to }],
])('a senseless %s is refused by its name', (field, bad) => {
  expect(catchFault(() => parseRange(new URLSearchParams(bad)))).toMatchObject({ code: 'invalid_input', field });
});

test.each([
  ['limit', { limit: '501' }],
  ['limit', { limit: '0' }],
  ['outcome.0', { outcome: 'nice' }],
  ['method.0', { method: "GET' OR 1=1" }],
  ['minDurationUs', { minDurationUs: '-1' }],
  ['path', { path: 'x'.repeat(301) }],
])('a bad %s is refused by its name', (field, bad) => {
  expect(catchFault(() => parseCallQuery(params(bad)))).toMatchObject({ code: 'invalid_input', field });
});

test('a call is named by its 64-bit id', () => {
  expect(parseCallId('7606387081220196305')).toBe('7606387081220196305');
  expect(parseCallId('18446744073709551615')).toBe('18446744073709551615');
  for (const bad of ['1 OR 1=1', '18446744073709551616', '-1'])
    expect(
      catchFault(() => parseCallId(bad)),
      bad,
    ).toMatchObject({ code: 'invalid_input', field: 'callId' });
});

function catchFault(act: () => unknown) {
  try {
    act();
  } catch (error) {
    return toProblem(error);
  }
  return null;
}
