import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { Reporter } from '@/sandbox/agent/reporter';
import { nowUs } from './clock';
import type { RequestContext, UpstreamTry } from './context';
import { addressOf, observeUpstream, readServedSyscall } from './observe';
import type { Upstream, UpstreamNode } from './upstream';

/** Where a node really listens, and which workload of the inventory it is. */
export type ResolvedNode = { host: string; port: number; workload: string | null };
/** Undefined: the node is where it says, and no workload. */
export type ResolveNode = (host: string, port: number) => ResolvedNode | undefined;

export type Failure = {
  kind: 'failure';
  status: 502 | 504;
  /** The request may have reached the node. */
  wasSent: boolean;
  /** On a kept connection that the node had just closed. */
  wasStale: boolean;
};
export type Answer = { kind: 'answer'; response: http.IncomingMessage };

/** Idle connections go before the 5 s after which a Node server closes them. */
const kept = { keepAlive: true, timeout: 4_000 };
const agents = { http: new http.Agent(kept), https: new https.Agent({ ...kept, rejectUnauthorized: false }) };

export type UpstreamRequest = {
  context: RequestContext;
  upstream: Upstream;
  node: UpstreamNode;
  headers: Record<string, string | string[]>;
  body: Buffer;
  signal: AbortSignal;
};

/**
 * Sends a request to one node and resolves with its answer once the headers are there. The try is noted in the
 * context at once, and reported as an exchange when the answer's body has come to its end.
 */
export function requestUpstream(
  { context, upstream, node, headers, body, signal }: UpstreamRequest,
  resolveNode: ResolveNode,
  reporter: Reporter,
): Promise<Answer | Failure> {
  const resolved = resolveNode(node.host, node.port) ?? { host: node.host, port: node.port, workload: null };
  const ip = addressOf(resolved.workload, node.host);
  const startUs = nowUs();
  const attempt: UpstreamTry = {
    address: `${ip.includes(':') ? `[${ip}]` : ip}:${node.port}`,
    ip,
    port: node.port,
    status: 502,
    answered: false,
    startUs,
    endUs: startUs,
  };
  context.tries.push(attempt);
  const method = context.upstreamMethod ?? context.method;
  const target = context.upstreamUri ?? originForm(context.target);
  const request = (upstream.scheme === 'https' ? https : http).request({
    host: resolved.host,
    port: resolved.port,
    method,
    path: onWireForm(target),
    headers,
    setHost: false,
    agent: agents[upstream.scheme],
    signal,
  });

  return new Promise((resolve) => {
    let timedOut = false;
    let isSettled = false;
    let onWire: { socket: Socket; read: number; written: number } | null = null;
    const giveUp = () => {
      timedOut = true;
      request.destroy();
    };
    const connecting = setTimeout(giveUp, upstream.timeoutMs.connect);

    request.once('socket', (socket) => {
      // Before the request is written: what waits for the connection counts as written already.
      const { bytesRead: read, bytesWritten: written } = socket;
      const connected = () => {
        clearTimeout(connecting);
        onWire = { socket, read, written };
        request.setTimeout(upstream.timeoutMs.read, giveUp);
      };
      if (socket.connecting) socket.once(upstream.scheme === 'https' ? 'secureConnect' : 'connect', connected);
      else connected();
    });
    // After an answer nobody listens any more; `close` alone comes when the node upgrades the connection unasked.
    request.on('error', fail);
    request.once('close', fail);
    function fail(): void {
      clearTimeout(connecting);
      if (isSettled || attempt.answered) return;
      isSettled = true;
      attempt.status = timedOut ? 504 : 502;
      attempt.endUs = nowUs();
      const wasStale = request.reusedSocket && !timedOut && !signal.aborted;
      if (onWire && !wasStale) report(onWire, null);
      resolve({ kind: 'failure', status: timedOut ? 504 : 502, wasSent: onWire !== null, wasStale });
    }
    request.once('response', (response) => {
      attempt.answered = true;
      attempt.status = response.statusCode ?? 502;
      attempt.endUs = nowUs();
      // Registered before anyone reads the body, so that the try is complete when its reader hears of the end.
      response.once('close', () => settle(response));
      response.once('end', () => settle(response));
      resolve({ kind: 'answer', response });
    });
    request.end(body);

    function settle(response: http.IncomingMessage): void {
      if (isSettled) return;
      isSettled = true;
      attempt.endUs = nowUs();
      if (onWire) report(onWire, response);
    }

    function report({ socket, read, written }: NonNullable<typeof onWire>, response: http.IncomingMessage | null) {
      const served = response?.headers['x-sandbox-syscall'];
      const requestId = response?.headers['x-request-id'];
      observeUpstream(reporter, context, socket, {
        workload: resolved.workload,
        ip,
        port: node.port,
        method,
        host: String(headers.host ?? ''),
        path: target,
        headers,
        startUs,
        endUs: attempt.endUs,
        status: response?.statusCode ?? null,
        requestBytes: socket.bytesWritten - written,
        responseBytes: socket.bytesRead - read,
        responseHeaders: typeof requestId === 'string' ? { 'x-request-id': requestId } : {},
        served: readServedSyscall(typeof served === 'string' ? served : undefined),
      });
    }
  });
}

function originForm(target: string): string {
  return target.replace(/^https?:\/\/[^/?#]*/i, '') || '/';
}

/** A target in bytes, what would end the request's line escaped. */
function onWireForm(target: string): string {
  return Buffer.from(target.replace(/[^\x21-\x7e\x80-\u{10ffff}]/gu, encodeURIComponent), 'utf8').toString('latin1');
}
