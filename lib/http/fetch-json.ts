import { isProblem, ProblemError } from './problem';

/**
 * Asks the console's own API and returns its JSON body.
 * The body is trusted to be a `T`: both ends are one build, and the server has parsed what came from upstream.
 * Throws `ProblemError` for every other answer, an unreachable console included.
 */
export async function fetchJson<T>(url: string, init?: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (cause) {
    if (init?.signal?.aborted) throw cause;
    throw new ProblemError(
      { type: 'about:blank', title: 'The console cannot be reached', status: 0, code: 'internal' },
      { cause },
    );
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok && body !== undefined) return body as T;
  throw new ProblemError(
    isProblem(body)
      ? body
      : {
          type: 'about:blank',
          title: response.statusText || 'Request failed',
          status: response.status,
          code: 'internal',
        },
  );
}

/** Sends a JSON body to the console's own API. */
export function postJson<T>(url: string, body: object, init?: RequestInit): Promise<T> {
  return fetchJson<T>(url, {
    ...init,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}
