import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

export type HttpAnswer = { status: number; headers: Record<string, string>; body: string | Uint8Array };

/** `signal` is aborted when the client leaves before it has its answer. */
export type Handle = (request: IncomingMessage, body: Buffer, signal: AbortSignal) => Promise<HttpAnswer>;

/** Bodies above this are refused: history comes in lists of rows, nothing else is large. */
const largestBody = 256 * 1024 * 1024;

const idleMs = 120_000;

const tooLarge: HttpAnswer = { status: 413, headers: { 'content-type': 'text/plain' }, body: 'the body is too large' };

/** A body that is too large is read to its end all the same: a client that still writes would not see the answer. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBody) {
      chunks.length = 0;
    } else {
      chunks.push(chunk);
    }
  }
  return size > largestBody ? null : Buffer.concat(chunks);
}

async function answer(request: IncomingMessage, response: ServerResponse, handle: Handle): Promise<void> {
  const left = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) left.abort();
  });
  try {
    const body = await readBody(request);
    const { status, headers, body: content } = body === null ? tooLarge : await handle(request, body, left.signal);
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(content) });
    response.end(content);
  } catch (error) {
    if (left.signal.aborted || request.socket.destroyed) return;
    console.error(`${request.method} ${request.url}:`, error);
    if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
    response.end('internal error of the sandbox');
  }
}

/** An HTTP server that reads each request whole; a fault of the handler is answered with 500 and written to stderr. */
export async function listen(host: string, port: number, handle: Handle): Promise<Server> {
  const server = createServer((request, response) => {
    answer(request, response, handle).catch(() => response.destroy());
  });
  // A client that writes the past of hours is busy for seconds: it must not come back to a connection that was closed.
  server.keepAliveTimeout = idleMs;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return server;
}

export function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
