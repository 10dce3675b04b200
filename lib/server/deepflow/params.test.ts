import { expect, test } from 'vitest';
import { toProblem } from '@/lib/server/to-problem';
import { parseCallId, parseCallQuery, parseDistributionQuery, parseRange } from './params';

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
  ['maxDurationUs', { maxDurationUs: 'x' }],
  ['status.0', { status: '5xx' }],
  ['client', { client: '' }],
  ['attr.0', { attr: 'no-value' }],
  ['attr.0', { attr: 'x`=1' }],
  ['attr.0', { attr: "x') OR 1=1=1" }],
  ['attr.0', { attr: 'slimit=1' }],
])('a bad %s is refused by its name', (field, bad) => {
  expect(catchFault(() => parseCallQuery(params(bad)))).toMatchObject({ code: 'invalid_input', field });
});

test('an attribute is its name up to the first sign of equality, and its value', () => {
  expect(parseCallQuery(params({ attr: "http.query=a=b, c'd", status: '503' })).filter).toMatchObject({
    attr: [{ name: 'http.query', value: "a=b, c'd" }],
    status: [503],
  });
});

test('a selection is given whole or not at all', () => {
  const whole = { t0: '1771000000000', t1: '1771000060000', d0: '0', d1: '2000' };
  expect(parseDistributionQuery(params()).selection).toBeNull();
  expect(parseDistributionQuery(params(whole)).selection).toEqual({
    t0: 1_771_000_000_000,
    t1: 1_771_000_060_000,
    d0: 0,
    d1: 2000,
  });
  for (const [field, bad] of [
    ['t1', { ...whole, t1: whole.t0 }],
    ['d1', { ...whole, d1: '0' }],
    ['t0', { t1: whole.t1, d1: '5' }],
  ] as const)
    expect(catchFault(() => parseDistributionQuery(params(bad)))).toMatchObject({ code: 'invalid_input', field });
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
