import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net';
import { deflateSync, gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { type Exchange, ExchangeTimeout, exchange } from './http-exchange';

const servers: (Server | TcpServer)[] = [];
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  for (const server of servers.splice(0)) {
    if ('closeAllConnections' in server) server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function addressOf(server: Server | TcpServer): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Answers each request with these bytes and, where told, ends the connection. */
function answering(text: string | Buffer, ends = true): Promise<string> {
  return addressOf(
    createTcpServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('data', () => (ends ? socket.end(text) : socket.write(text)));
    }),
  );
}

async function read(url: string, rest: Partial<Exchange> = {}) {
  let text = '';
  const onBytes = (bytes: Buffer) => {
    text += bytes.toString();
  };
  const all = {
    url,
    method: 'GET',
    headers: {},
    body: undefined,
    onBytes,
    timeoutMs: 5000,
    signal: undefined,
  } as const;
  return { ...(await exchange({ ...all, ...rest })), text: () => text };
}

const head = (...lines: string[]) => `${['HTTP/1.1 200 OK', ...lines].join('\r\n')}\r\n\r\n`;

test.each<[string, string | Buffer]>([
  ['of a known length', `${head('content-length: 9')}{"a": `],
  ['of a known length on a connection that ends with it', `${head('content-length: 9', 'connection: close')}{"a": `],
  ['in chunks', `${head('transfer-encoding: chunked')}6\r\n{"a": \r\n`],
  [
    'in chunks on a connection that ends with it',
    `${head('transfer-encoding: chunked', 'connection: close')}6\r\n{"a": \r\n`,
  ],
  ['before its head is whole', 'HTTP/1.1 200 OK\r\ncontent-le'],
  ['before its first byte', ''],
  [
    'compressed',
    Buffer.concat([
      Buffer.from(head('content-encoding: gzip', 'connection: close')),
      gzipSync('{"a": 1, "b": 2, "c": 3}').subarray(0, 20),
    ]),
  ],
])('an answer that is cut off is never taken for a whole one: %s', async (_case, bytes) => {
  await expect(read(await answering(bytes))).rejects.toThrow();
});

test('a body that ends with its connection, as HTTP has it, is whole', async () => {
  const { text } = await read(await answering(`${head('connection: close')}{"a": 1}`));
  expect(text()).toBe('{"a": 1}');
});

test.each([
  ['gzip', gzipSync('x'.repeat(300_000))],
  ['deflate', deflateSync('x'.repeat(300_000))],
])('%s is unpacked, and its size is that of what comes out', async (encoding, packed) => {
  const url = await addressOf(
    createServer((_request, response) => response.writeHead(200, { 'content-encoding': encoding }).end(packed)),
  );
  expect((await read(url)).text()).toHaveLength(300_000);
  let bytes = 0;
  const onBytes = (part: Buffer) => {
    bytes += part.byteLength;
    if (bytes > 100_000) throw new Error('too large');
  };
  await expect(read(url, { onBytes })).rejects.toThrow('too large');
});

test('a request is ended with its reason wherever it is: before it is sent, while it waits for the answer, in its body', async () => {
  const url = await answering(`${head('content-length: 9')}{"a": `, false);
  await expect(read(url, { signal: AbortSignal.abort(new Error('gone before')) })).rejects.toThrow('gone before');
  const waiting = new AbortController();
  const connecting = read(url, { signal: waiting.signal });
  waiting.abort(new Error('gone while it connected'));
  await expect(connecting).rejects.toThrow('gone while it connected');
  const reading = new AbortController();
  const onBytes = () => reading.abort(new Error('gone in its body'));
  await expect(read(url, { signal: reading.signal, onBytes })).rejects.toThrow('gone in its body');
  await expect(read(url, { timeoutMs: 50 })).rejects.toThrow(ExchangeTimeout);
});

test('requests one after the other share connections, and one that the server has closed meanwhile is not used again', async () => {
  const ports: (number | undefined)[] = [];
  const server = createServer((request, response) => {
    ports.push(request.socket.remotePort);
    response.end('ok');
  });
  const url = await addressOf(server);
  for (let n = 0; n < 10; n++) await read(url);
  // The next one may be sent before the connection of the last is free.
  const known = new Set(ports);
  expect(known.size).toBeLessThan(3);
  server.closeIdleConnections();
  // By the time of another answer the end of these connections has arrived here.
  await read(await addressOf(createServer((_request, response) => response.end())));
  expect((await read(url, { method: 'PATCH', body: '{}' })).text()).toBe('ok');
  expect(known).not.toContain(ports.at(-1));
});

test('headers are found by their name in lower case, and what was sent is sent as it is', async () => {
  const url = await addressOf(
    createServer((request, response) => {
      const { method, url: path, headers } = request;
      response.writeHead(404, { Server: 'APISIX/3.18.0' });
      response.end(JSON.stringify({ method, path, type: headers['content-type'], length: headers['content-length'] }));
    }),
  );
  const headers = { 'content-type': 'application/json' };
  const answer = await read(`${url}/a%2Fb?c=d`, { method: 'PATCH', headers, body: '{"ü":1}' });
  expect(answer.status).toBe(404);
  expect(answer.headers.get('server')).toBe('APISIX/3.18.0');
  expect(answer.headers.get('serve')).toBeNull();
  expect(JSON.parse(answer.text())).toEqual({
    method: 'PATCH',
    path: '/a%2Fb?c=d',
    type: 'application/json',
    length: '8',
  });
});
