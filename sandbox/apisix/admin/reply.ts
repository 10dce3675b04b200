import type { Json } from '@/sandbox/apisix/lua/json';

/** An answer before it is written: a table goes out as JSON with a newline, a string as it is. */
export type Reply =
  | { status: number; body?: Json; api?: boolean }
  /** One of nginx's own pages. */
  | { status: number; page: true };

const reasons: Record<number, string> = {
  404: 'Not Found',
  412: 'Precondition Failed',
  500: 'Internal Server Error',
};

/** nginx's error page as APISIX's build of it words it. */
export function page(status: number): string {
  const title = `${status} ${reasons[status] ?? ''}`.trim();
  return [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${title}</h1></center>`,
    '<hr><center>openresty</center>',
    '<p><em>Powered by <a href="https://apisix.apache.org/">APISIX</a>.</em></p></body>',
    '</html>',
    '',
  ].join('\r\n');
}

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
