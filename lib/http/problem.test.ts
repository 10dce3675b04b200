import { expect, test, vi } from 'vitest';
import { ProblemError } from './problem';

const problem = { type: 'about:blank', title: 'No', status: 502, code: 'upstream_unreachable' } as const;

test('an error of another bundle’s copy of the class is known for what it is', async () => {
  vi.resetModules();
  const other = await import('./problem');
  expect(other.ProblemError).not.toBe(ProblemError);
  expect(new other.ProblemError(problem)).toBeInstanceOf(ProblemError);
});

test.each([new Error('x'), Object.assign(new Error('x'), { name: 'ProblemError' }), problem, null])(
  'anything else is not',
  (value) => {
    expect(value instanceof ProblemError).toBe(false);
  },
);
