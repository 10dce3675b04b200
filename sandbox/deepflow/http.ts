import { createServer, type IncomingMessage, type Server } from 'node:http';

export type HttpAnswer = { status: number; headers: Record<string, string>; body: string | Uint8Array };

/** Bodies above this are refused: history comes in lists of rows, nothing else is large. */
const largestBody = 256 * 1024 * 1024;

async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBody) {
      return null;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** An HTTP server that reads each request whole; a fault of the handler is answered with 500 and written to stderr. */
export async function listen(
  host: string,
  port: number,
  handle: (request: IncomingMessage, body: Buffer) => Promise<HttpAnswer>,
): Promise<Server> {
  const server = createServer((request, response) => {
    const answer = async (): Promise<HttpAnswer> => {
      const body = await readBody(request);
      return body === null ? { status: 413, headers: {}, body: 'the body is too large' } : handle(request, body);
    };
    answer()
      .catch((error: unknown): HttpAnswer => {
        console.error(`${request.method} ${request.url}:`, error);
        return { status: 500, headers: { 'content-type': 'text/plain' }, body: 'internal error of the sandbox' };
      })
      .then(({ status, headers, body }) => {
        response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
        response.end(body);
      });
  });
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
