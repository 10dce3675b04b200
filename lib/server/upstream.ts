import 'server-only';
import type { z } from 'zod';
import { type ProblemCode, ProblemError, type Upstream } from '@/lib/http/problem';
import { type AnswerHeaders, ExchangeTimeout, exchange } from './http-exchange';
import { describeDifference, describeRejection, looksLikeHtml } from './upstream-detail';

export type UpstreamRequest = {
  upstream: Upstream;
  url: string | URL;
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE' | undefined;
  headers?: Record<string, string> | undefined;
  /** Sent as JSON, unless it is a string, which is sent as it is. */
  body?: unknown;
  /** For the whole exchange, reading the body included. */
  timeoutMs: number;
  /** Bytes of the answer; more is a problem, not a cut. */
  maxBytes: number;
  /** Of the caller: when it aborts, so does the exchange, and the abort reason is thrown as it is. */
  signal?: AbortSignal | undefined;
};

export type UpstreamAnswer = { status: number; headers: AnswerHeaders; text: string };

/** Cause of a problem that an answer gave rise to, for callers that know more about single statuses. */
export class UpstreamAnswerError extends Error {
  override readonly name = 'UpstreamAnswerError';

  constructor(readonly answer: UpstreamAnswer) {
    super(`HTTP ${answer.status}`);
  }
}

/**
 * Sends one request and returns the whole answer, whatever its status.
 * Never follows a redirect, never caches. Throws `upstream_unreachable`, `upstream_timeout` or, for an answer beyond
 * `maxBytes`, `upstream_contract`.
 */
export async function readUpstream(request: UpstreamRequest): Promise<UpstreamAnswer> {
  const { upstream, url, method = 'GET', headers, body, timeoutMs, maxBytes, signal } = request;
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  try {
    const { status, headers: answered } = await exchange({
      url,
      method,
      headers: {
        accept: 'application/json',
        ...(isJsonBody(body) && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: isJsonBody(body) ? JSON.stringify(body) : (body as string | undefined),
      onBytes: (chunk) => {
        bytes += chunk.byteLength;
        if (bytes > maxBytes)
          throw upstreamProblem(upstream, 'upstream_contract', `The answer is larger than ${maxBytes} bytes.`);
        text += decoder.decode(chunk, { stream: true });
      },
      timeoutMs,
      signal,
    });
    return { status, headers: answered, text: text + decoder.decode() };
  } catch (cause) {
    if (cause instanceof ProblemError) throw cause;
    if (signal?.aborted) throw signal.reason;
    if (cause instanceof ExchangeTimeout)
      throw upstreamProblem(upstream, 'upstream_timeout', `No complete answer within ${timeoutMs} ms.`, cause);
    const reason = connectionReason(cause);
    throw upstreamProblem(
      upstream,
      'upstream_unreachable',
      bytes > 0 ? `The connection broke off after ${bytes} bytes of the answer (${reason}).` : reason,
      cause,
    );
  }
}

/**
 * Sends one request and returns its JSON body as `schema` makes it.
 * A status outside 2xx is a problem, unless listed in `accept`. Throws ProblemError:
 * 401/403 `upstream_unauthorized`; HTML, broken JSON, or another form than `schema` `upstream_contract`, with the
 * `field` that differs; any other status `upstream_rejected`; and what readUpstream throws.
 */
export async function callUpstream<T extends z.ZodType>(
  request: UpstreamRequest & { schema: T; accept?: readonly number[] | undefined },
): Promise<z.output<T>> {
  const answer = await readUpstream(request);
  const { upstream, schema, accept } = request;
  if (!isGood(answer.status) && !accept?.includes(answer.status)) throw rejectionProblem(upstream, answer);
  return parseAnswer(upstream, answer, schema);
}

/** The JSON body of an answer as `schema` makes it. Throws `upstream_contract` with the `field` that differs. */
export function parseAnswer<T extends z.ZodType>(upstream: Upstream, answer: UpstreamAnswer, schema: T): z.output<T> {
  const parsed = schema.safeParse(parseJson(upstream, answer));
  if (parsed.success) return parsed.data;
  const difference = describeDifference(parsed.error);
  throw upstreamProblem(upstream, 'upstream_contract', difference.detail, parsed.error, difference.field);
}

/** The JSON value of an answer. Throws `upstream_contract` for HTML, an empty or a broken body. */
export function parseJson(upstream: Upstream, answer: UpstreamAnswer): unknown {
  try {
    return JSON.parse(answer.text);
  } catch {
    const size = Buffer.byteLength(answer.text);
    const detail = looksLikeHtml(answer)
      ? `Answered an HTML page instead of JSON (HTTP ${answer.status}): is this the right address?`
      : size === 0
        ? `Answered nothing (HTTP ${answer.status}).`
        : `Answered ${size} bytes that are not complete JSON (HTTP ${answer.status}).`;
    throw upstreamProblem(upstream, 'upstream_contract', detail, new UpstreamAnswerError(answer));
  }
}

/** The problem that an answer outside 2xx stands for, with the upstream's own reason in it. */
export function rejectionProblem(upstream: Upstream, answer: UpstreamAnswer): ProblemError {
  const unauthorized = answer.status === 401 || answer.status === 403;
  const html = !unauthorized && answer.status < 500 && answer.status !== 412 && looksLikeHtml(answer);
  return upstreamProblem(
    upstream,
    unauthorized ? 'upstream_unauthorized' : html ? 'upstream_contract' : 'upstream_rejected',
    describeRejection(answer),
    new UpstreamAnswerError(answer),
  );
}

const titles: Partial<Record<ProblemCode, string>> = {
  upstream_unreachable: 'cannot be reached',
  upstream_timeout: 'did not answer in time',
  upstream_unauthorized: 'refused the credentials',
  upstream_rejected: 'rejected the request',
  upstream_contract: 'answered in a form that is not understood',
  upstream_standalone: 'is of a gateway in standalone mode, which has no routes to list or write',
  not_configured: 'is not configured',
  not_found: 'has no such object',
};

const upstreamNames: Record<Upstream, string> = {
  admin: 'The Admin API',
  control: 'The Control API',
  querier: "DeepFlow's querier",
  tracing: "DeepFlow's tracing app",
  prometheus: 'Prometheus',
};

const statuses: Partial<Record<ProblemCode, number>> = { upstream_timeout: 504, not_configured: 501, not_found: 404 };

/** A problem of one upstream, with its title and HTTP status. `detail` and `field` must hold no secret. */
export function upstreamProblem(
  upstream: Upstream,
  code: ProblemCode,
  detail?: string,
  cause?: unknown,
  field?: string,
): ProblemError {
  return new ProblemError(
    {
      type: 'about:blank',
      title: `${upstreamNames[upstream]} ${titles[code] ?? 'failed'}`,
      status: statuses[code] ?? 502,
      code,
      detail,
      upstream,
      field,
    },
    { cause },
  );
}

function isGood(status: number): boolean {
  return status >= 200 && status < 300;
}

function isJsonBody(body: unknown): boolean {
  return body !== undefined && typeof body !== 'string';
}

/** The code is short and holds no address; several addresses that all failed are one error with theirs in it. */
function connectionReason(error: unknown): string {
  const cause = error instanceof AggregateError ? error.errors[0] : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  return code === undefined ? 'the connection failed' : (connectionReasons[code] ?? code);
}

const connectionReasons: Record<string, string> = {
  ECONNREFUSED: 'connection refused (ECONNREFUSED)',
  ECONNRESET: 'connection reset (ECONNRESET)',
  ENOTFOUND: 'the host name is unknown (ENOTFOUND)',
  EAI_AGAIN: 'the host name could not be looked up (EAI_AGAIN)',
  EHOSTUNREACH: 'no way to the host (EHOSTUNREACH)',
  ENETUNREACH: 'no way to the network (ENETUNREACH)',
  ETIMEDOUT: 'no connection in time (ETIMEDOUT)',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time (ETIMEDOUT)',
  // What undici calls a connection that the other side ended, before the answer or in the middle of it.
  UND_ERR_SOCKET: 'connection reset (ECONNRESET)',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'connection reset (ECONNRESET)',
  HPE_INVALID_EOF_STATE: 'connection reset (ECONNRESET)',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the TLS certificate is for another name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the TLS certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'the TLS certificate is self-signed',
  CERT_HAS_EXPIRED: 'the TLS certificate has expired',
};
