import type { RequestContext } from '@/sandbox/apisix/gateway/context';
import { definePlugin } from '@/sandbox/apisix/gateway/plugin';

type Conf = {
  allow_origins?: string;
  allow_methods?: string;
  allow_headers?: string;
  expose_headers?: string;
  max_age?: number;
  allow_credential?: boolean;
  allow_origins_by_regex?: readonly string[];
};

/** As the client sent it: another plugin may change the header. */
const origins = new WeakMap<RequestContext, string>();

export const cors = definePlugin<Conf>({
  name: 'cors',
  priority: 4000,
  rewrite(_conf, context) {
    const origin = context.header('origin');
    if (origin !== undefined) origins.set(context, origin);
    return context.method === 'OPTIONS' ? { status: 200 } : undefined;
  },
  headerFilter(conf, context) {
    const { responseHeaders } = context;
    const { allow_origins = '*', allow_methods = '*', allow_headers = '*' } = conf;
    if (allow_origins !== '*') responseHeaders.add('Vary', 'Origin');
    const allowed = allowedOrigin(conf, origins.get(context));
    if (allowed === null) return;
    const all = 'GET,POST,PUT,DELETE,PATCH,HEAD,OPTIONS,CONNECT,TRACE';
    responseHeaders.set('Access-Control-Allow-Origin', allowed);
    responseHeaders.set('Access-Control-Allow-Methods', allow_methods === '**' ? all : allow_methods);
    responseHeaders.set('Access-Control-Max-Age', conf.max_age ?? 5);
    if (conf.expose_headers) responseHeaders.set('Access-Control-Expose-Headers', conf.expose_headers);
    const headers = allow_headers === '**' ? context.header('access-control-request-headers') : allow_headers;
    if (headers !== undefined) responseHeaders.set('Access-Control-Allow-Headers', headers);
    if (conf.allow_credential) responseHeaders.set('Access-Control-Allow-Credentials', 'true');
  },
});

function allowedOrigin({ allow_origins = '*', allow_origins_by_regex }: Conf, origin: string | undefined) {
  if (allow_origins_by_regex !== undefined)
    return origin !== undefined && new RegExp(allow_origins_by_regex.join('|')).test(origin) ? origin : null;
  if (allow_origins === '**') return origin ?? '*';
  const list = allow_origins.split(',');
  if (list.length === 1) return allow_origins;
  return origin !== undefined && list.includes(origin) ? origin : null;
}
