export const problemCodes = [
  'invalid_input',
  'not_found',
  'conflict',
  'forbidden',
  'not_configured',
  'upstream_unreachable',
  'upstream_timeout',
  'upstream_unauthorized',
  'upstream_rejected',
  'upstream_contract',
  'upstream_standalone',
  'record_unavailable',
  'internal',
] as const;

export type ProblemCode = (typeof problemCodes)[number];

/** The systems that the console asks: a problem names the one that failed. */
export type Upstream = 'admin' | 'control' | 'querier' | 'tracing' | 'prometheus';

/**
 * RFC 9457 body of every error that the console's own API answers.
 * `title` is a short English sentence for logs and API users; the screen words it from `code` and `upstream`.
 * `detail` says what exactly happened; `field` names the part of the input or of the upstream's answer at fault.
 */
export type Problem = {
  type: string;
  title: string;
  status: number;
  code: ProblemCode;
  detail?: string | undefined;
  upstream?: Upstream | undefined;
  field?: string | undefined;
};

/** Whether an upstream gave no answer, so that asking again may help and nothing is known of what it did. */
export function isRetryable({ code }: Problem): boolean {
  return code === 'upstream_unreachable' || code === 'upstream_timeout';
}

export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  /** By shape: pages and handlers are bundled apart, each with its own copy of this class, and pass errors to each other. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'ProblemError' && 'problem' in value && isProblem(value.problem);
  }

  constructor(
    readonly problem: Problem,
    options?: ErrorOptions,
  ) {
    super(problem.detail ?? problem.title, options);
  }

  get isRetryable(): boolean {
    return isRetryable(this.problem);
  }
}

/** True for a value in the form of a problem document; used on answers of our own API. */
export function isProblem(value: unknown): value is Problem {
  if (typeof value !== 'object' || value === null) return false;
  const { title, status, code } = value as Partial<Problem>;
  return typeof title === 'string' && typeof status === 'number' && problemCodes.some((known) => known === code);
}
