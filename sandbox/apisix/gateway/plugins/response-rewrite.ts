import { holds } from '@/sandbox/apisix/gateway/condition';
import type { RequestContext } from '@/sandbox/apisix/gateway/context';
import { definePlugin } from '@/sandbox/apisix/gateway/plugin';
import { resolveVariables } from '@/sandbox/apisix/gateway/variables';

type Filter = { regex: string; replace: string; scope?: 'once' | 'global'; options?: string };
type Headers =
  | { add?: readonly string[]; set?: Record<string, string | number>; remove?: readonly string[] }
  | Record<string, string | number>;
type Conf = {
  headers?: Headers;
  body?: string;
  body_base64?: boolean;
  status_code?: number;
  vars?: readonly unknown[];
  filters?: readonly Filter[];
};

const matched = new WeakSet<RequestContext>();

export const responseRewrite = definePlugin<Conf>({
  name: 'response-rewrite',
  priority: 899,
  headerFilter(conf, context) {
    if (conf.vars && holds(conf.vars, context) !== true) return;
    matched.add(context);
    if (conf.status_code !== undefined) context.status = conf.status_code;
    if (conf.filters || conf.body !== undefined) {
      for (const name of ['Content-Length', 'Content-Encoding', 'Last-Modified', 'ETag'])
        context.responseHeaders.delete(name);
    }
    if (conf.headers) changeHeaders(conf.headers, context);
  },
  bodyFilter(conf, context) {
    if (!matched.has(context)) return null;
    const { body, filters } = conf;
    if (filters) return (original) => Buffer.from(filters.reduce(substitute, original.toString('utf8')));
    return body === undefined ? null : () => Buffer.from(body, conf.body_base64 ? 'base64' : 'utf8');
  },
});

function changeHeaders(headers: Headers, context: RequestContext): void {
  const { responseHeaders } = context;
  const isChange = [headers.add, headers.set, headers.remove].some((part) => typeof part === 'object');
  const {
    add = [],
    set = {},
    remove = [],
  } = (isChange ? headers : { set: headers }) as {
    add?: readonly string[];
    set?: Record<string, string | number>;
    remove?: readonly string[];
  };
  for (const line of add) {
    const [, name, value] = /^([^:\s]+)\s*:\s*([^:]+)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) responseHeaders.add(name, resolveVariables(value, context));
  }
  for (const [name, value] of Object.entries(set)) {
    const resolved = resolveVariables(String(value), context);
    if (resolved === '') responseHeaders.delete(name);
    else responseHeaders.set(name, resolved);
  }
  for (const name of remove) responseHeaders.delete(name);
}

/** A filter that JavaScript can't compile leaves the body as it is. */
function substitute(text: string, { regex, replace, scope, options = 'jo' }: Filter): string {
  const flags = `${scope === 'global' ? 'g' : ''}${options.includes('i') ? 'i' : ''}${options.includes('s') ? 's' : ''}`;
  try {
    return text.replace(new RegExp(regex, flags), replace.replaceAll('$0', '$&'));
  } catch {
    return text;
  }
}
