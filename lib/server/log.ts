import 'server-only';
import pino from 'pino';
import type { Problem } from '@/lib/http/problem';
import { maskSecrets } from './secret';

const logger = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime });

export type FailureRecord = {
  requestId: string;
  method: string;
  path: string;
  problem: Problem;
  cause: unknown;
};

/** Writes one line for a failed request. */
export function logFailure(record: FailureRecord): void {
  logger[record.problem.status >= 500 ? 'error' : 'info'](failureFields(record), 'request failed');
}

/**
 * All that is written of a failure: no header, no body, no query, no object of an upstream; and the texts that come
 * from elsewhere pass through the mask of known secrets.
 */
export function failureFields({ requestId, method, path, problem, cause }: FailureRecord) {
  const { code, upstream, status, field, detail } = problem;
  return {
    requestId,
    method,
    path: maskSecrets(path),
    code,
    upstream,
    status,
    field,
    detail: detail === undefined ? undefined : maskSecrets(detail),
    cause: describeCause(cause),
  };
}

/** A failure outside any request, such as a background refresh. */
export function logBackgroundFailure(task: string, gatewayId: string | null, problem: Problem, cause: unknown): void {
  const { code, upstream, field } = problem;
  logger.warn(
    { task, gatewayId: gatewayId ?? undefined, code, upstream, field, cause: describeCause(cause) },
    'background task failed',
  );
}

function describeCause(cause: unknown): string | undefined {
  if (cause === undefined) return undefined;
  if (!(cause instanceof Error)) return maskSecrets(String(cause));
  const inner = cause.cause instanceof Error ? `: ${cause.cause.message}` : '';
  return maskSecrets(`${cause.name}: ${cause.message}${inner}`).slice(0, 500);
}
