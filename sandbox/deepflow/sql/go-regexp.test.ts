import { describe, expect, it } from 'vitest';
import { goRegexpError } from '@/sandbox/deepflow/sql/go-regexp';

describe('goRegexpError', () => {
  it.each([
    'a.*',
    '^/api/v[0-9]+$',
    '(a|b)?c{2,3}',
    '[[:alpha:]]',
    '(?i)get',
    '(?P<x>a)',
    '\\d+\\.x',
    '[]a]',
    'a+?',
    '中文',
  ])('accepts %s', (pattern) => {
    expect(goRegexpError(pattern)).toBeNull();
  });

  it.each([
    ['(', 'error parsing regexp: missing closing ): `(`'],
    ['a)', 'error parsing regexp: unexpected ): `a)`'],
    ['[', 'error parsing regexp: missing closing ]: `[`'],
    ['x[ab', 'error parsing regexp: missing closing ]: `[ab`'],
    ['*a', 'error parsing regexp: missing argument to repetition operator: `*`'],
    ['a|*', 'error parsing regexp: missing argument to repetition operator: `*`'],
    ['a**', 'error parsing regexp: invalid nested repetition operator: `**`'],
    ['a{2,1}', 'error parsing regexp: invalid repeat count: `{2,1}`'],
    ['[z-a]', 'error parsing regexp: invalid character class range: `z-a`'],
    ['(?=a)', 'error parsing regexp: invalid or unsupported Perl syntax: `(?=`'],
    ['\\y', 'error parsing regexp: invalid escape sequence: `\\y`'],
    ['a\\', 'error parsing regexp: trailing backslash at end of expression: ``'],
  ])('refuses %s with Go’s words', (pattern, error) => {
    expect(goRegexpError(pattern)).toBe(error);
  });
});
