import 'server-only';
import { randomUUID } from 'node:crypto';
import { isLoopbackHost } from '@/lib/http/loopback';
import { ProblemError } from '@/lib/http/problem';
import { logFailure } from './log';
import { type Role, type Session, sessionOf } from './session';
import { toProblem } from './to-problem';

type Handler<Context> = (request: Request, context: Context, session: Session) => Promise<Response>;

/**
 * The one wrapper of every handler of the console's API.
 * Checks Host header, origin, content type, session and role; turns every failure into one problem document and one
 * log line; marks every answer as not to be stored.
 */
export function handle<Context>(
  role: Role,
  handler: Handler<Context>,
): (request: Request, context: Context) => Promise<Response> {
  return async (request, context) => {
    try {
      assertLoopbackHost(request);
      if (request.method !== 'GET' && request.method !== 'HEAD') assertOwnWrite(request);
      const session = sessionOf(request);
      assertRole(session, role);
      const response = await handler(request, context, session);
      response.headers.set('cache-control', 'no-store');
      return response;
    } catch (error) {
      return failureResponse(request, error);
    }
  };
}

/** Far more than any body that the console sends. */
const maxBodyBytes = 1024 * 1024;

/** The JSON body of a request. Throws `invalid_input` when it is none, or too large to be one of the console's. */
export async function readJson(request: Request): Promise<unknown> {
  const text = await readText(request);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ProblemError(
      {
        type: 'about:blank',
        title: 'Invalid input',
        status: 400,
        code: 'invalid_input',
        detail: 'The body is not JSON.',
      },
      { cause },
    );
  }
}

async function readText(request: Request): Promise<string> {
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    // Leaving the loop cancels the stream.
    if (bytes > maxBodyBytes)
      throw new ProblemError({
        type: 'about:blank',
        title: 'Body too large',
        status: 413,
        code: 'invalid_input',
        detail: `The body is larger than ${maxBodyBytes} bytes.`,
      });
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function failureResponse(request: Request, error: unknown): Response {
  // The browser has gone (a newer query replaced this one): nobody reads the answer, and nothing failed.
  if (request.signal.aborted) return new Response(null, { status: 499 });
  const problem = toProblem(error);
  const requestId = randomUUID();
  const cause = error instanceof ProblemError ? error.cause : error;
  logFailure({ requestId, method: request.method, path: new URL(request.url).pathname, problem, cause });
  return Response.json(problem, {
    status: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'x-request-id': requestId,
    },
  });
}

/** A page of another site that made its name resolve to 127.0.0.1 (DNS rebinding) sends its own name as Host. */
function assertLoopbackHost(request: Request): void {
  if (isLoopbackHost(request.headers.get('host'))) return;
  throw forbidden('The console answers requests to a loopback address alone.', 'host');
}

/** Route handlers have no CSRF check of their own. */
function assertOwnWrite(request: Request): void {
  const site = request.headers.get('sec-fetch-site');
  const origin = request.headers.get('origin');
  const isOwn =
    site !== null ? site === 'same-origin' : origin === null || sameHost(origin, request.headers.get('host'));
  if (!isOwn) throw forbidden('The request comes from another site.', 'origin');
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json')
    throw new ProblemError({
      type: 'about:blank',
      title: 'Unsupported content type',
      status: 415,
      code: 'invalid_input',
      detail: 'The body must be application/json.',
      field: 'content-type',
    });
}

function sameHost(origin: string, host: string | null): boolean {
  return URL.canParse(origin) && new URL(origin).host === host;
}

function assertRole(session: Session, role: Role): void {
  if (role === 'viewer' || session.role === 'operator') return;
  throw forbidden('This needs the role of an operator.', 'role');
}

function forbidden(detail: string, field: string): ProblemError {
  return new ProblemError({ type: 'about:blank', title: 'Refused', status: 403, code: 'forbidden', detail, field });
}
