import type { RequestFacts } from './types';

/**
 * Value of an APISIX or NGINX variable: `null` means that the request has none, `true` an argument without a value,
 * `undefined` that the facts do not say.
 */
export type VariableValue = string | true | null | undefined;

/** What variables are read from; made once for a request. */
export type VariableSource = {
  facts: RequestFacts;
  /** Normalised path. */
  path: string;
  query: string | null;
  /** Lower case, without a port; undefined: unknown. */
  host: string | undefined;
};

type Reader = (source: VariableSource) => VariableValue;

const readers: Record<string, Reader> = {
  uri: (source) => source.path,
  document_uri: (source) => source.path,
  // APISIX replaces nginx's own: the normalised path with the query as it came (apisix/init.lua).
  request_uri: (source) => source.path + (source.query ? `?${source.query}` : ''),
  real_request_uri: (source) => source.facts.path,
  args: (source) => source.query,
  query_string: (source) => source.query,
  is_args: (source) => (source.query ? '?' : ''),
  host: (source) => source.host,
  request_method: (source) => source.facts.method,
  method: (source) => source.facts.method,
  remote_addr: (source) => source.facts.remoteAddr,
  content_type: (source) => header(source, 'content-type'),
  content_length: (source) => header(source, 'content-length'),
};

/** Reads a variable as APISIX's `ctx.var` does at the time a route is looked up (apisix/core/ctx.lua). */
export function readVariable(source: VariableSource, name: string): VariableValue {
  if (name.startsWith('arg_')) return argument(source.query, name.slice(4));
  if (name.startsWith('cookie_')) return cookie(source, name.slice(7));
  if (name.startsWith('http_')) return header(source, name.slice(5).toLowerCase().replaceAll('_', '-'));
  return Object.hasOwn(readers, name) ? readers[name]?.(source) : undefined;
}

function argument(query: string | null, name: string): VariableValue {
  for (const pair of query?.split('&') ?? []) {
    const equals = pair.indexOf('=');
    if (decodeComponent(equals < 0 ? pair : pair.slice(0, equals)) !== name || pair === '') continue;
    return equals < 0 ? true : decodeComponent(pair.slice(equals + 1));
  }
  return null;
}

/** As `ngx.req.get_uri_args`: a broken escape stays as it is. */
function decodeComponent(text: string): string {
  if (!/[%+]/.test(text)) return text;
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
      const bytes = escapes
        .split('%')
        .slice(1)
        .map((hex) => Number.parseInt(hex, 16));
      return new TextDecoder().decode(Uint8Array.from(bytes));
    });
  }
}

function header({ facts }: VariableSource, name: string): VariableValue {
  if (name === 'host' && facts.host !== undefined) return facts.host === '' ? null : facts.host;
  if (facts.headers === undefined) return undefined;
  const direct = Object.hasOwn(facts.headers, name) ? facts.headers[name] : undefined;
  if (direct !== undefined) return direct;
  const spelled = Object.keys(facts.headers).find((key) => key.includes('_') && key.replaceAll('_', '-') === name);
  return spelled === undefined ? null : facts.headers[spelled];
}

/** As lua-resty-cookie: values as they came, the last of a name counts. */
function cookie(source: VariableSource, name: string): VariableValue {
  const cookies = header(source, 'cookie');
  if (typeof cookies !== 'string') return cookies;
  let value: string | null = null;
  for (const pair of cookies.split(';')) {
    const equals = pair.indexOf('=');
    if (equals > 0 && pair.slice(0, equals).trim() === name) value = pair.slice(equals + 1).trim();
  }
  return value;
}
