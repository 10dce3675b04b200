import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { normaliseHost } from '@/lib/apisix/router';
import { parseTarget } from '@/lib/apisix/router/path';
import { SyscallTrace } from '@/sandbox/agent/syscall-trace';
import { nowUs } from './clock';
import type { Consumer, GatewayObject, Plugins } from './objects';
import { ResponseHeaders } from './response-headers';

/** A route as it took a request: by which of its patterns, and what it belongs to. */
export type MatchedRoute = {
  id: string;
  object: GatewayObject;
  uri: string;
  host: string | null;
  service: { id: string; object: GatewayObject } | null;
  /** Merged from service, plugin config and route. */
  plugins: Readonly<Plugins>;
};

/** One upstream node that was tried. */
export type UpstreamTry = {
  /** As nginx's `$upstream_addr`. */
  address: string;
  ip: string;
  port: number;
  /** The node's answer, or 502 / 504 for none. */
  status: number;
  answered: boolean;
  startUs: number;
  endUs: number;
};

export type ResponseSource = 'upstream' | 'nginx' | 'apisix';

/** All that is known of one request while it passes the gateway. */
export class RequestContext {
  readonly startUs = nowUs();
  readonly syscall = new SyscallTrace();
  readonly method: string;
  /** Request target as it came, in UTF-8. */
  readonly target: string;
  /** Normalised; null: nginx refuses the request. */
  readonly path: string | null;
  readonly query: string | null;
  readonly hostHeader: string;
  /** nginx's `$host`. */
  readonly host: string;
  /** The client: the peer, or who a peer on loopback says it speaks for. */
  readonly remoteAddr: string;
  readonly remotePort: number;
  readonly clientWorkload: string | null;
  /** Names in lower case; plugins change them for the upstream. */
  readonly headers: Record<string, string | string[] | undefined>;
  /** As the client sent them. */
  readonly clientHeaders: Readonly<Record<string, string>>;
  /** Bytes of the request's line and headers; its body's are added when it has been read. */
  requestLength: number;

  matched: MatchedRoute | null = null;
  consumer: Consumer | null = null;
  /** Set by a plugin; null: the client's. */
  upstreamMethod: string | null = null;
  upstreamUri: string | null = null;
  upstreamHost: string | null = null;
  readonly tries: UpstreamTry[] = [];

  status = 0;
  source: ResponseSource = 'apisix';
  readonly responseHeaders = new ResponseHeaders();
  bytesSent = 0;
  /** 0 until the answer is sent. */
  endUs = 0;
  /** Variables that plugins set. */
  readonly variables = new Map<string, string>();

  constructor(request: IncomingMessage) {
    this.method = request.method ?? 'GET';
    this.target = utf8(request.url ?? '/');
    const { path, query, authority } = parseTarget(this.target);
    this.path = path;
    this.query = query;
    this.hostHeader = authority ?? request.headers.host ?? '';
    this.host = normaliseHost(this.hostHeader);
    const { 'x-sandbox-workload': workload, ...headers } = request.headers;
    this.headers = headers;
    this.clientHeaders = flat(headers);
    this.clientWorkload = typeof workload === 'string' ? workload : null;
    const peer = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
    const realIp = headers['x-real-ip'];
    const isTrusted = peer.startsWith('127.') || peer === '::1';
    this.remoteAddr = isTrusted && typeof realIp === 'string' && isIP(realIp) > 0 ? realIp : peer;
    this.remotePort = request.socket.remotePort ?? 0;
    this.requestLength = headBytes(request);
  }

  /** As APISIX's `$request_uri`: the normalised path with the query as it came. */
  get requestUri(): string {
    return (this.path ?? '') + (this.query ? `?${this.query}` : '');
  }

  header(name: string): string | undefined {
    const value = this.headers[name.toLowerCase()];
    return Array.isArray(value) ? value.join(', ') : value;
  }
}

/** Node reads a request's line as Latin-1. */
function utf8(text: string): string {
  return /[\x80-\xff]/.test(text) ? Buffer.from(text, 'latin1').toString('utf8') : text;
}

export function flat(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}

function headBytes({ method = '', url = '', rawHeaders }: IncomingMessage): number {
  const line = method.length + url.length + ' '.length + ' HTTP/1.1\r\n'.length;
  const colonAndEnd = 2;
  return rawHeaders.reduce((sum, part) => sum + part.length + colonAndEnd, line) + '\r\n'.length;
}
