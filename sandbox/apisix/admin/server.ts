import type { IncomingMessage, Server } from 'node:http';
import { createServer } from 'node:http';
import type { GatewayConfig } from '@/sandbox/apisix/config';
import { listen } from '@/sandbox/apisix/listen';
import { respond } from '@/sandbox/apisix/respond';
import type { Store } from '@/sandbox/apisix/store';
import { dispatch, isRouted, needsKey } from './dispatch';
import type { Reply } from './reply';
import { Exit, LuaError } from './reply';
import type { AdminRequest } from './request';
import { normalisedPath, parseArgs, readBody } from './request';

export type AdminOptions = { store: Store; config: GatewayConfig; host: string; port: number };

const version = 'APISIX/3.18.0';
const cors = {
  server: version,
  'access-control-allow-origin': '*',
  'access-control-expose-headers': '*',
  'access-control-max-age': '3600',
};
const preflight = {
  server: version,
  'content-type': 'text/plain; charset=utf-8',
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'POST, GET, PUT, OPTIONS, DELETE, PATCH',
  'access-control-allow-headers': '*',
  'access-control-max-age': '3600',
};

/** Starts the Admin API. Port 0: any free one. */
export async function startAdmin({ store, config, host, port }: AdminOptions): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.method === 'OPTIONS') {
      request.resume();
      respond(request, response, { status: 200, headers: preflight, text: '' });
      return;
    }
    answer(request, store, config)
      .catch((error: unknown): Reply => {
        if (error instanceof Exit) return error.reply;
        if (!(error instanceof LuaError)) console.error(error);
        return { status: 500, page: true };
      })
      .then((reply) => {
        const api = 'api' in reply && reply.api === true ? { 'x-api-version': 'v3' } : {};
        respond(request, response, { ...reply, headers: { ...cors, 'content-type': 'application/json', ...api } });
      });
  });
  return listen(server, host, port);
}

async function answer(request: IncomingMessage, store: Store, config: GatewayConfig): Promise<Reply> {
  const target = request.url ?? '/';
  const parsed: AdminRequest = {
    method: request.method ?? 'GET',
    path: normalisedPath(target),
    args: parseArgs(target),
    body: null,
    contentType: request.headers['content-type'] ?? 'application/json',
  };
  if (!isRouted(parsed)) return { status: 404, page: true };
  const refusal = needsKey(parsed) ? keyFault(request, parsed, config) : null;
  if (refusal !== null) {
    return { status: 401, body: { error_msg: 'failed to check token', description: refusal } };
  }
  return dispatch({ ...parsed, body: await readBody(request) }, { store, config });
}

/** The key may come in the query, a header or a cookie, in this order. */
function keyFault(request: IncomingMessage, { method, args }: AdminRequest, config: GatewayConfig): string | null {
  const cookie = /(?:^|;\s*)x_api_key=([^;]*)/i.exec(request.headers.cookie ?? '')?.[1];
  const key = args.api_key ?? request.headers['x-api-key'] ?? cookie;
  if (key === undefined) return 'missing apikey';
  const known = config.current.adminKeys.find((one) => one.key === key);
  if (known === undefined) return 'wrong apikey';
  return known.role === 'viewer' && method !== 'GET' ? 'invalid method for role viewer' : null;
}
