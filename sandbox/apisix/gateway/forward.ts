import type { Reporter } from '@/sandbox/agent/reporter';
import { pickNode } from './balancer';
import type { RequestContext } from './context';
import type { Upstream, UpstreamNode } from './upstream';
import { type Answer, type Failure, type ResolveNode, requestUpstream } from './upstream-request';

/** Headers that belong to one connection, or that the gateway writes itself. */
const ownHeaders = new Set([
  ...['host', 'connection', 'keep-alive', 'proxy-connection', 'upgrade', 'te', 'trailer', 'transfer-encoding'],
  ...['content-length', 'expect', 'x-real-ip', 'x-forwarded-for'],
  ...['x-forwarded-proto', 'x-forwarded-host', 'x-forwarded-port'],
]);

/** nginx does not send these again once they may have arrived. */
const notIdempotent = new Set(['POST', 'LOCK', 'PATCH']);

export type Forwarding = {
  context: RequestContext;
  upstream: Upstream;
  body: Buffer;
  signal: AbortSignal;
  /** Port that the client connected to. */
  localPort: number;
};

/** Sends a request to nodes of its upstream until one answers or the tries are used up. */
export async function forward(
  { context, upstream, body, signal, localPort }: Forwarding,
  resolveNode: ResolveNode,
  reporter: Reporter,
): Promise<Answer | { kind: 'failure'; status: number }> {
  const method = context.upstreamMethod ?? context.method;
  const tried = new Set<UpstreamNode>();
  let failure: Pick<Failure, 'kind' | 'status'> = { kind: 'failure', status: 502 };
  for (let left = upstream.retries; left >= 0; left -= 1) {
    // With all nodes tried the next try begins anew, as with a single node.
    const node = pickNode(upstream, tried) ?? pickNode(upstream, new Set());
    if (node === null) return failure;
    tried.add(node);
    const headers = upstreamHeaders(context, upstream, node, body, localPort);
    const request = { context, upstream, node, headers, body, signal };
    let result = await requestUpstream(request, resolveNode, reporter);
    while (result.kind === 'failure' && result.wasStale && !notIdempotent.has(method)) {
      context.tries.pop();
      result = await requestUpstream(request, resolveNode, reporter);
    }
    if (result.kind === 'answer') return result;
    failure = { kind: 'failure', status: result.status };
    if (signal.aborted || (result.wasSent && notIdempotent.has(method))) return failure;
  }
  return failure;
}

function upstreamHeaders(
  context: RequestContext,
  upstream: Upstream,
  node: UpstreamNode,
  body: Buffer,
  localPort: number,
): Record<string, string | string[]> {
  const { remoteAddr, hostHeader } = context;
  const forwarded = context.header('x-forwarded-for');
  const headers: Record<string, string | string[]> = {
    host: hostOf(context, upstream, node),
    'x-real-ip': remoteAddr,
    'x-forwarded-for': forwarded ? `${forwarded}, ${remoteAddr}` : remoteAddr,
  };
  for (const [name, value] of Object.entries(context.headers))
    if (value !== undefined && !ownHeaders.has(name)) headers[name] = latin1(value);
  headers['x-forwarded-proto'] = 'http';
  headers['x-forwarded-host'] = hostHeader;
  headers['x-forwarded-port'] = /:(\d+)$/.exec(hostHeader)?.[1] ?? String(localPort);
  if (body.length > 0 || notIdempotent.has(context.method) || context.method === 'PUT')
    headers['content-length'] = String(body.length);
  return headers;
}

function hostOf({ upstreamHost, hostHeader }: RequestContext, upstream: Upstream, node: UpstreamNode): string {
  if (upstream.passHost === 'rewrite') return upstream.upstreamHost ?? hostHeader;
  if (upstream.passHost === 'pass') return upstreamHost ?? hostHeader;
  const standardPort = upstream.scheme === 'https' ? 443 : 80;
  return node.port === standardPort ? node.host : `${node.host}:${node.port}`;
}

/** Node throws at what is no byte; headers go out as UTF-8. */
function latin1(value: string | string[]): string | string[] {
  const bytes = (text: string) =>
    /[^\t\x20-\x7e\x80-\xff]/.test(text)
      ? Buffer.from(text.replace(/[\r\n\0]/g, ' '), 'utf8').toString('latin1')
      : text;
  return Array.isArray(value) ? value.map(bytes) : bytes(value);
}
