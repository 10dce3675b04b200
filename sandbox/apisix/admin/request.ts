import type { IncomingMessage } from 'node:http';
import { decodeJson } from '@/sandbox/apisix/lua/decode';
import type { Json } from '@/sandbox/apisix/lua/json';
import { Exit, failure } from './reply';

const maxBodyBytes = 1_572_864;

/** Query arguments as `ngx.req.get_uri_args` has them: without `=` true, the first of several for reading. */
export type Args = { readonly [name: string]: string | true };

export type AdminRequest = {
  method: string;
  /** Decoded, with double slashes merged and dots resolved. */
  path: string;
  args: Args;
  /** Undecoded body; null: none was sent. */
  body: string | null;
  contentType: string;
};

/** nginx's `$uri`: percent-decoded, `//` merged, `.` and `..` resolved. */
export function normalisedPath(target: string): string {
  const raw = target.split(/[?#]/, 1)[0] ?? '';
  let decoded = raw;
  try {
    decoded = decodeURIComponent(raw);
  } catch {
    // A broken escape stays as it was sent.
  }
  const parts: string[] = [];
  for (const part of decoded.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}${decoded.length > 1 && decoded.endsWith('/') && parts.length > 0 ? '/' : ''}`;
}

export function parseArgs(target: string): Args {
  const query = /\?([^#]*)/.exec(target)?.[1] ?? '';
  return decodeArgs(query);
}

/** The last of several values with one name counts for filters, which is the only place where several are used. */
export function decodeArgs(query: string): Args {
  const args: Record<string, string | true> = {};
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = unescaped(equals < 0 ? pair : pair.slice(0, equals));
    if (name !== '') args[name] = equals < 0 ? true : unescaped(pair.slice(equals + 1));
  }
  return args;
}

function unescaped(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

/** Segments of a path or sub path, trailing empty ones dropped: `''` gives none. */
export function segments(path: string): string[] {
  const parts = path.split('/');
  while (parts.length > 0 && parts.at(-1) === '') parts.pop();
  return parts;
}

/** Reads the body; one that is larger than APISIX takes ends the request with its 400. */
export async function readBody(request: IncomingMessage): Promise<string | null> {
  const announced = Number(request.headers['content-length'] ?? 0);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maxBodyBytes) chunks.push(chunk);
  }
  const actual = Math.max(announced, size);
  if (actual > maxBodyBytes) {
    const words = `request size ${actual} is greater than the maximum size ${maxBodyBytes} allowed`;
    throw new Exit(failure(400, `invalid request body: ${words}`));
  }
  return size === 0 ? null : Buffer.concat(chunks).toString('utf8');
}

/** The body as JSON; undefined: none. Broken JSON ends the request with APISIX's 400, which echoes the body. */
export function decodeBody(body: string | null): Json | undefined {
  if (body === null) return undefined;
  const decoded = decodeJson(body);
  if (decoded.ok) return decoded.value;
  throw new Exit({
    status: 400,
    body: { error_msg: `invalid request body: ${decoded.error}`, req_body: body },
  });
}
