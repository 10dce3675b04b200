/**
 * What is wrong with a name given as a variable of APISIX or NGINX, as `additional_attributes` of `opentelemetry` takes
 * them. The plugin looks the text up as it is (apisix/plugins/opentelemetry.lua, inject_attributes), and what it does
 * not find adds nothing to the span, without a word in the log.
 */
export type VariableFault = 'empty' | 'dollar' | 'pair' | 'name' | 'open';

/** Families whose second part is the reader's own: a header, an argument, a cookie. */
export const variablePrefixes = [
  'http_',
  'sent_http_',
  'upstream_http_',
  'upstream_cookie_',
  'arg_',
  'post_arg_',
  'post_arg.',
  'cookie_',
  'uri_param_',
  'graphql_',
] as const;

/** Null for a name that can be one. Whether the gateway knows it is another question. */
export function variableFault(name: string): VariableFault | null {
  if (name === '') return 'empty';
  if (name.startsWith('$')) return 'dollar';
  // A path into a body may hold any of the signs of JSONPath.
  const prefix = prefixOf(name);
  if (prefix === name) return 'open';
  if (prefix === 'post_arg.') return /\s/.test(name) ? 'name' : null;
  if (name.includes('=')) return 'pair';
  const rest = prefix === null ? name : name.slice(prefix.length);
  return (prefix === null ? /^[A-Za-z_]\w*$/ : /^[\w.-]+$/).test(rest) ? null : 'name';
}

export function prefixOf(name: string): (typeof variablePrefixes)[number] | null {
  return variablePrefixes.find((prefix) => name.startsWith(prefix)) ?? null;
}

export type HeaderFault = 'empty' | 'name' | 'star' | 'case';

/**
 * What is wrong with a name of a request header as `additional_header_prefix_attributes` takes them. A `*` at the end
 * makes it a prefix, which is compared with names in lower case, as OpenResty gives them; a `*` alone is taken for a
 * header's name (apisix/plugins/opentelemetry.lua, inject_attributes; ngx.req.get_headers).
 */
export function headerFault(name: string): HeaderFault | null {
  if (name === '') return 'empty';
  if (name === '*') return 'star';
  if (!/^[!#$%&'+\-.^`|~\w]+\*?$/.test(name)) return name.slice(0, -1).includes('*') ? 'star' : 'name';
  return name.endsWith('*') && name !== name.toLowerCase() ? 'case' : null;
}
