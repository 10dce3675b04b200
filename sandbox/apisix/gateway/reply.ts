import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { nginxPage } from '@/sandbox/apisix/nginx-page';
import type { RequestContext } from './context';
import type { PlannedPlugin } from './in-force';
import type { Reply } from './pass';
import { bodyFilters, runHeaderFilters } from './phases';
import type { ResponseHeaders } from './response-headers';

const serverHeader = 'APISIX/3.18.0';

/** Headers of an upstream that nginx does not pass on, and the one that the sandbox's services speak by. */
const notPassed = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade', 'trailer'],
  ...['server', 'date', 'x-sandbox-syscall'],
]);

/** Sends an answer through the header and body filters of the plugins. Rejects when either end goes away. */
export async function sendReply(
  reply: Reply,
  plugins: readonly PlannedPlugin[],
  context: RequestContext,
  response: ServerResponse,
): Promise<void> {
  const { responseHeaders } = context;
  const body = prepare(reply, context);
  responseHeaders.set('Server', serverHeader);
  const { tries } = context;
  if ((tries.at(-1)?.status ?? 0) >= 500)
    responseHeaders.set('X-APISIX-Upstream-Status', tries.map(({ status }) => status).join(', '));
  runHeaderFilters(plugins, context);
  const filters = bodyFilters(plugins, context);
  if (filters.length > 0) {
    const original = Buffer.isBuffer(body) ? body : await collect(body);
    const filtered = filters.reduce((part, filter) => filter(part), original);
    responseHeaders.delete('Content-Length');
    writeHead(context, response);
    await end(response, filtered);
    return;
  }
  writeHead(context, response);
  if (Buffer.isBuffer(body)) await end(response, body);
  else await pipeline(body, response);
}

/** Sets status, source and headers; returns what is to be sent. */
function prepare(reply: Reply, context: RequestContext): Buffer | IncomingMessage {
  const { responseHeaders } = context;
  if (reply.kind === 'upstream') {
    context.status = reply.response.statusCode ?? 502;
    context.source = 'upstream';
    copyHeaders(reply.response, responseHeaders);
    return reply.response;
  }
  context.source = reply.kind === 'nginx' ? 'nginx' : 'apisix';
  const { status, body } = reply.kind === 'nginx' ? { status: reply.status, body: undefined } : reply.exit;
  context.status = status >= 100 && status <= 999 ? status : 500;
  if (body === undefined && context.status >= 300) {
    const page = nginxPage(context.status);
    responseHeaders.set('Content-Type', 'text/html; charset=utf-8');
    responseHeaders.set('Content-Length', Buffer.byteLength(page));
    return Buffer.from(page);
  }
  if (responseHeaders.get('Content-Type') === undefined)
    responseHeaders.set('Content-Type', 'text/plain; charset=utf-8');
  if (body === undefined) return Buffer.alloc(0);
  return Buffer.from(typeof body === 'string' ? body : `${JSON.stringify(body)}\n`);
}

function copyHeaders(from: IncomingMessage, to: ResponseHeaders): void {
  for (let at = 0; at + 1 < from.rawHeaders.length; at += 2) {
    const name = from.rawHeaders[at] ?? '';
    if (!notPassed.has(name.toLowerCase())) to.addRaw(name, from.rawHeaders[at + 1] ?? '');
  }
}

function writeHead({ status, responseHeaders }: RequestContext, response: ServerResponse): void {
  response.writeHead(status, responseHeaders.toRecord());
}

async function collect(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function end(response: ServerResponse, body: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const closed = () => (response.writableFinished ? resolve() : reject(new Error('client went away')));
    if (response.closed) closed();
    response.once('close', closed);
    response.once('finish', resolve);
    // Two calls, so that a length that is not set stays open and the body goes out in chunks.
    if (body.length > 0) response.write(body);
    response.end();
  });
}
