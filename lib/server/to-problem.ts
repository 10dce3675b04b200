import 'server-only';
import { z } from 'zod';
import { type Problem, ProblemError } from '@/lib/http/problem';

/** Only problems that were meant, and faults of the input, say what happened; anything else says one fixed sentence. */
export function toProblem(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof z.ZodError) {
    const issue = error.issues[0];
    return {
      type: 'about:blank',
      title: 'Invalid input',
      status: 422,
      code: 'invalid_input',
      detail: issue?.message,
      field: issue?.path.map(String).join('.') || undefined,
    };
  }
  return { type: 'about:blank', title: 'Something went wrong in the console', status: 500, code: 'internal' };
}
