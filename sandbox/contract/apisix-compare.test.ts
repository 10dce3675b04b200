import { describe, expect, it } from 'vitest';
import { Comparison } from './apisix-compare';

const time = (create_time: number) => ({ create_time });
const index = (modifiedIndex: number) => ({ modifiedIndex });

describe('Comparison', () => {
  it('takes other times in the same order, and none out of order', () => {
    const comparison = new Comparison();
    expect(comparison.differences(time(100), time(7))).toEqual([]);
    expect(comparison.differences(time(101), time(7))).toEqual([]);
    expect(comparison.differences(time(102), time(6))).toHaveLength(1);
  });

  it('compares a time that a request set as it is', () => {
    const comparison = new Comparison();
    comparison.noteRequest({ update_time: 1_700_000_000 });
    expect(comparison.differences({ update_time: 1_700_000_000 }, { update_time: 5 })).toHaveLength(1);
  });

  it('wants each revision to stand for one other, in strict order', () => {
    const comparison = new Comparison();
    expect(comparison.differences([index(15), index(17)], [index(3), index(9)])).toEqual([]);
    expect(comparison.differences(index(15), index(4))).toHaveLength(1);
    expect(comparison.differences(index(16), index(9))).toHaveLength(1);
  });

  it('takes generated ids within texts, in order', () => {
    const id = (n: number) => `/apisix/routes/${String(n).padStart(20, '0')}`;
    const comparison = new Comparison();
    expect(comparison.differences(id(19), id(5))).toEqual([]);
    expect(comparison.differences(id(20), id(4))).toHaveLength(1);
    expect(comparison.differences(id(21), '/apisix/routes/x')).toHaveLength(1);
  });

  it('names the place of what is missing, of what is too much and of what is other', () => {
    expect(new Comparison().differences({ a: 1, b: [1] }, { b: [2], c: 3 }).map(({ at }) => at)).toEqual([
      'body.a',
      'body.b[0]',
      'body.c',
    ]);
  });

  it('tells an empty list from an empty object', () => {
    expect(new Comparison().differences({ list: {} }, { list: [] })).toHaveLength(1);
  });
});
