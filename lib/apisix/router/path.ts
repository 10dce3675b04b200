const slash = 0x2f;
const dot = 0x2e;
const percent = 0x25;
const needsWork = /[%#]|\/\/|\/\.|[^ -~]/;

export type RequestTarget = {
  /** Normalised path; null when nginx refuses the request (400) before any route is looked up. */
  path: string | null;
  /** Without `?`; null when there is none. */
  query: string | null;
  /** Host of an absolute-form target (`GET http://host/path`), which outranks the Host header. */
  authority: string | null;
};

/** Splits the request target a client sent into what the router and its variables read of it. */
export function parseTarget(target: string): RequestTarget {
  const absolute = /^https?:\/\/([^/?#]*)/i.exec(target);
  const rest = absolute ? target.slice(absolute[0].length) : target;
  const origin = absolute && !rest.startsWith('/') ? `/${rest}` : rest;
  const end = origin.search(/[?#]/);
  const rawPath = end < 0 ? origin : origin.slice(0, end);
  const hash = origin.indexOf('#');
  const query = end >= 0 && origin[end] === '?' ? origin.slice(end + 1, hash < 0 ? undefined : hash) : null;
  return { path: normaliseRawPath(rawPath), query, authority: absolute?.[1] ?? null };
}

/**
 * The path by which a route is looked up, as nginx makes `$uri` of a request target: the query cut off, percent
 * escapes decoded, `//` merged, `.` and `..` resolved (an escaped slash or dot counts as one, observed on
 * APISIX 3.18.0). Null when nginx answers 400 instead: a broken escape, `%00`, a `..` above the root.
 */
export function normalisePath(target: string): string | null {
  return parseTarget(target).path;
}

function normaliseRawPath(raw: string): string | null {
  if (raw.charCodeAt(0) !== slash) return null;
  if (!needsWork.test(raw)) return raw;
  const bytes = decodeEscapes(new TextEncoder().encode(raw));
  if (bytes === null) return null;
  const out = resolveSegments(bytes);
  return out === null ? null : new TextDecoder().decode(Uint8Array.from(out));
}

function decodeEscapes(raw: Uint8Array): number[] | null {
  const out: number[] = [];
  for (let at = 0; at < raw.length; at++) {
    const byte = raw[at] ?? 0;
    if (byte !== percent) {
      out.push(byte);
      continue;
    }
    const high = hexValue(raw[at + 1]);
    const low = hexValue(raw[at + 2]);
    if (high < 0 || low < 0) return null;
    const decoded = high * 16 + low;
    if (decoded === 0) return null;
    out.push(decoded);
    at += 2;
  }
  return out;
}

function hexValue(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

function resolveSegments(bytes: readonly number[]): number[] | null {
  const out: number[] = [slash];
  let start = 1;
  for (let at = 1; at <= bytes.length; at++) {
    if (at < bytes.length && bytes[at] !== slash) continue;
    const length = at - start;
    const isLast = at === bytes.length;
    const dots = length > 0 && length <= 2 && bytes[start] === dot && bytes[at - 1] === dot;
    if (dots && length === 2) {
      if (out.length === 1) return null;
      out.pop();
      while (out[out.length - 1] !== slash) out.pop();
    } else if (length > 0 && !dots) {
      for (let byte = start; byte < at; byte++) out.push(bytes[byte] ?? 0);
      if (!isLast) out.push(slash);
    }
    start = at + 1;
  }
  return out;
}
