import type { Json } from '@/sandbox/apisix/lua/json';

/** An answer before it is written: a table goes out as JSON with a newline, a string as it is. */
export type Reply =
  | { status: number; body?: Json; api?: boolean }
  /** One of nginx's own pages. */
  | { status: number; page: true };

/** The text of a body, or undefined when there is none. */
export function bodyText(body: Json | undefined): string | undefined {
  if (body === undefined || typeof body === 'string') return body;
  return `${JSON.stringify(body)}\n`;
}

export function failure(status: number, message: string): Reply {
  return { status, body: { error_msg: message } };
}

/** What Lua does when code indexes what is no table: nginx answers with its page for 500. */
export class LuaError extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'LuaError';
  }
}

/** Ends the handling of a request with an answer, as `core.response.exit` does. */
export class Exit extends Error {
  constructor(readonly reply: Reply) {
    super(`answer ${reply.status}`);
    this.name = 'Exit';
  }
}
