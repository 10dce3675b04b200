import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Reporter } from '@/sandbox/agent/reporter';
import type { GatewayConfig } from '@/sandbox/apisix/config';
import type { CheckedNode } from '@/sandbox/apisix/control/health';
import { close, listen, portOf } from '@/sandbox/apisix/listen';
import { nginxPage } from '@/sandbox/apisix/nginx-page';
import { nowUs } from './clock';
import { RequestContext } from './context';
import { GatewayMetrics } from './metrics/gateway-metrics';
import { createMetricsServer } from './metrics/metrics-server';
import { GatewayObjects, type ObjectSource } from './objects';
import { observeClient } from './observe';
import { type GatewayParts, Passage } from './pass';
import { runLog } from './phases';
import { createPlugins } from './plugins';
import { sendReply } from './reply';
import type { ResolveNode } from './upstream-request';

export type GatewayOptions = {
  store: ObjectSource;
  config: GatewayConfig;
  host: string;
  /** 0: any free port. */
  port: number;
  metricsPort: number;
  reporter: Reporter;
  resolveNode: ResolveNode;
  /** Upstream nodes under health checks; none where this is left out. */
  checkedNodes?: () => readonly CheckedNode[];
};

export type Gateway = { port: number; metricsPort: number; close(): Promise<void> };

/** The client went away before it had its answer: nginx's own status. */
const clientClosed = 499;

/**
 * Starts a gateway that proxies by the rules of APISIX 3.18.0, and the server of its metrics. Whatever its plugins
 * do, each request is reported to the agent as it would be seen from outside.
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { store, config, host, reporter, resolveNode } = options;
  const objects = new GatewayObjects(store, config.registered.router);
  const metrics = new GatewayMetrics(config, objects);
  const { plugins, close: closePlugins } = createPlugins(objects, metrics, config.registered);
  const parts: GatewayParts = { objects, config, plugins, reporter, resolveNode };
  const counts = { accepted: 0, requests: 0, active: 0, reading: 0, writing: 0 };

  const server = createServer((request, response) => {
    counts.requests += 1;
    counts.writing += 1;
    void serve(parts, request, response)
      .catch(complain)
      .finally(() => {
        counts.writing -= 1;
      });
  });
  server.on('connection', (socket) => {
    counts.accepted += 1;
    counts.active += 1;
    socket.once('close', () => {
      counts.active -= 1;
    });
  });
  server.on('clientError', (_error, socket) => {
    if (!socket.writable) return;
    const page = nginxPage(400);
    const head = ['HTTP/1.1 400 Bad Request', 'Server: openresty', 'Content-Type: text/html', 'Connection: close'];
    socket.end(`${[...head, `Content-Length: ${page.length}`].join('\r\n')}\r\n\r\n${page}`);
  });

  const exportServer = createMetricsServer(config, () => metrics.export(counts, options.checkedNodes?.() ?? []));
  await listen(server, host, options.port);
  await listen(exportServer, host, options.metricsPort);
  return {
    port: portOf(server),
    metricsPort: portOf(exportServer),
    close: async () => {
      await Promise.all([close(server), close(exportServer)]);
      objects.close();
      await closePlugins();
    },
  };
}

/** Never rejects: what goes wrong with one request is that request's 500 and a line on stderr. */
async function serve(parts: GatewayParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { socket } = request;
  const context = new RequestContext(request);
  const passage = new Passage(parts, context);
  const left = new AbortController();
  const writtenBefore = socket.bytesWritten;
  response.once('close', () => {
    if (!response.writableFinished) left.abort();
  });
  // A write to a client that is gone: `close` says so too, and is what counts.
  response.on('error', () => undefined);
  try {
    const reply = await passage.pass(request, left.signal);
    left.signal.throwIfAborted();
    await sendReply(reply, passage.plugins(), context, response);
  } catch (error) {
    if (left.signal.aborted || socket.destroyed) context.status = response.headersSent ? context.status : clientClosed;
    else abandon(error, context, response);
  }
  request.resume();
  context.endUs = nowUs();
  context.bytesSent = socket.bytesWritten - writtenBefore;
  try {
    runLog(passage.plugins(), context);
  } catch (error) {
    complain(error);
  }
  observeClient(parts.reporter, context, socket);
}

/** An upstream that breaks off in the middle ends the client's connection too; anything else is a 500. */
function abandon(error: unknown, context: RequestContext, response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  complain(error);
  context.status = 500;
  context.source = 'apisix';
  response.writeHead(500, { 'Content-Type': 'text/html; charset=utf-8' }).end(nginxPage(500));
}

function complain(error: unknown): void {
  console.error(`gateway: ${error instanceof Error ? error.stack : String(error)}`);
}
