import type { RequestContext } from '@/sandbox/apisix/gateway/context';
import { definePlugin } from '@/sandbox/apisix/gateway/plugin';
import { resolveVariables } from '@/sandbox/apisix/gateway/variables';

type Value = string | number | readonly (string | number)[];
type HeaderChange = { add?: Record<string, Value>; set?: Record<string, Value>; remove?: readonly string[] };
type Conf = {
  uri?: string;
  regex_uri?: readonly string[];
  method?: string;
  host?: string;
  headers?: HeaderChange | Record<string, string | number>;
  use_real_request_uri_unsafe?: boolean;
};

export const proxyRewrite = definePlugin<Conf>({
  name: 'proxy-rewrite',
  priority: 1008,
  rewrite(conf, context) {
    if (conf.host !== undefined) context.upstreamHost = conf.host;
    const uri = rewritten(conf, context);
    if (uri === null) return { status: 500, body: { error_msg: `failed to substitute the uri ${context.path}` } };
    context.upstreamUri = uri.target;
    if (conf.headers) changeHeaders(conf.headers, uri.captures, context);
    if (conf.method !== undefined) context.upstreamMethod = conf.method;
    return undefined;
  },
});

type Rewritten = { target: string; captures: readonly string[] };

function rewritten(conf: Conf, context: RequestContext): Rewritten | null {
  if (conf.use_real_request_uri_unsafe && conf.uri === undefined && conf.regex_uri === undefined)
    return { target: context.target, captures: [] };
  let uri = context.path ?? '/';
  let captures: readonly string[] = [];
  // A `?` that comes from the configuration begins a query; one of the client's was escaped and is so again.
  let query = '';
  if (conf.uri !== undefined) [uri = '', query = ''] = splitQuery(resolveVariables(conf.uri, context));
  else if (conf.regex_uri !== undefined) {
    const result = substituted(uri, conf.regex_uri);
    if (result === null) return null;
    captures = result.captures;
    [uri = '', query = ''] = uri.includes('?') ? [result.uri] : splitQuery(result.uri);
  }
  const all = [query, context.query ?? ''].filter((part) => part !== '').join('&');
  return { target: encodePath(uri) + (all === '' ? '' : `?${all}`), captures };
}

function substituted(uri: string, pairs: readonly string[]): { uri: string; captures: string[] } | null {
  for (let at = 0; at + 1 < pairs.length; at += 2) {
    let pattern: RegExp;
    try {
      pattern = new RegExp(pairs[at] ?? '');
    } catch {
      return null;
    }
    const captures = pattern.exec(uri);
    if (captures === null) continue;
    return { uri: uri.replace(pattern, (pairs[at + 1] ?? '').replaceAll('$0', '$&')), captures: [...captures] };
  }
  return { uri, captures: [] };
}

function splitQuery(uri: string): [path: string, query?: string] {
  const at = uri.indexOf('?');
  return at < 0 ? [uri] : [uri.slice(0, at), uri.slice(at + 1)];
}

function encodePath(path: string): string {
  return encodeURI(path).replace(/[?#]/g, encodeURIComponent);
}

function changeHeaders(
  headers: HeaderChange | Record<string, string | number>,
  captures: readonly string[],
  context: RequestContext,
): void {
  const resolve = (value: string | number) =>
    resolveVariables(
      String(value).replace(/\$(\d+)/g, (_, n: string) => captures[Number(n)] ?? ''),
      context,
    );
  const { add = {}, set, remove = [] } = isChange(headers) ? headers : { set: headers };
  for (const [name, value] of Object.entries(add)) {
    const key = name.toLowerCase();
    context.headers[key] = [context.headers[key] ?? [], list(value).map(resolve)].flat();
  }
  for (const [name, value] of Object.entries(set ?? {})) {
    const values = list(value).map(resolve);
    if (name.toLowerCase() === 'host') context.upstreamHost = values[0] ?? null;
    else context.headers[name.toLowerCase()] = values.length === 1 ? values[0] : values;
  }
  for (const name of remove) delete context.headers[name.toLowerCase()];
}

function isChange(headers: HeaderChange | Record<string, string | number>): headers is HeaderChange {
  return [headers.add, headers.set, headers.remove].some((part) => typeof part === 'object');
}

function list(value: Value): readonly (string | number)[] {
  return typeof value === 'object' ? value : [value];
}
