import { randomUUID } from 'node:crypto';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { routeIndex } from '@/lib/server/apisix/route-index';
import { changeRecords } from '@/lib/server/changes/change-records';
import type { ChangeRecords } from '@/lib/server/changes/records';
import type { GatewayConfig } from '@/lib/server/config';
import { Secret } from '@/lib/server/secret';
import { startAdmin } from '@/sandbox/apisix/admin/server';
import { GatewayConfig as SandboxConfig } from '@/sandbox/apisix/config';
import { Store } from '@/sandbox/apisix/store';

const adminKey = 'edd1c9f034335f136f87ad84b625c8f1';

/** What happens to one request on its way to the gateway. */
export type Fate =
  | 'pass'
  /** The connection ends before the gateway sees the request, or after it has done what it asks. */
  | 'lose-request'
  | 'lose-answer'
  | { status: number; headers?: Record<string, string>; body: string };

export type Seen = { method: string; path: string; body: unknown; headers: IncomingHttpHeaders };

export type TestGateway = {
  gateway: GatewayConfig;
  /** The console's record, in the data folder of the test file. */
  records: ChangeRecords;
  /** What the gateway holds, past its API. */
  store: Store;
  /** Requests that came through the proxy, newest last. */
  requests: Seen[];
  /** Decides the fate of each request; may also write behind the console's back first. */
  fate: (request: Seen) => Fate | Promise<Fate>;
  /** Asks the Admin API directly. Throws for an answer that is no success. */
  admin: (method: string, path: string, body?: unknown) => Promise<Record<string, unknown>>;
  close: () => Promise<void>;
};

/** A gateway of its own for one test: the sandbox's Admin API, and a proxy before it that can fail. */
export async function startTestGateway(): Promise<TestGateway> {
  const store = new Store({});
  const api = await startAdmin({ store, config: new SandboxConfig({}), host: '127.0.0.1', port: 0 });
  const direct = `http://127.0.0.1:${portOf(api)}`;
  const test: TestGateway = {
    gateway: gatewayAt(''),
    records: await changeRecords(),
    store,
    requests: [],
    fate: () => 'pass',
    admin: (method, path, body) => askAdmin(direct, method, path, body),
    close: async () => {
      routeIndex(test.gateway).stop();
      await Promise.all([closeServer(proxy), closeServer(api)]);
    },
  };
  const proxy = await serve(async (request, response) => {
    const body = await readBody(request);
    const { method = '', url = '', headers } = request;
    const seen = { method, path: url, headers, body: body === '' ? null : JSON.parse(body) };
    test.requests.push(seen);
    const fate = await test.fate(seen);
    if (fate === 'lose-request') return void request.socket.destroy();
    if (typeof fate === 'object') return void response.writeHead(fate.status, fate.headers).end(fate.body);
    const answer = await fetch(direct + seen.path, {
      method: seen.method,
      headers: { 'content-type': 'application/json', 'x-api-key': String(request.headers['x-api-key']) },
      ...(body !== '' && { body }),
    }).catch(() => null);
    // The test is over, and a refresh behind it is not.
    if (answer === null) return void request.socket.destroy();
    const text = await answer.text();
    if (fate === 'lose-answer') return void request.socket.destroy();
    const [type, server] = ['content-type', 'server'].map((name) => answer.headers.get(name) ?? '');
    response.writeHead(answer.status, { 'content-type': type, server }).end(text);
  });
  // Long enough for a busy machine: a test of time limits sets its own.
  test.gateway = gatewayAt(`http://127.0.0.1:${portOf(proxy)}`, { timeoutMs: 20_000 });
  return test;
}

/** The configuration of a gateway at an address; its id is new, so that nothing is remembered from another test. */
export function gatewayAt(url: string, { timeoutMs = 5000, key = adminKey } = {}): GatewayConfig {
  return {
    id: randomUUID(),
    name: 'test',
    admin: { url, key: new Secret(key) },
    control: null,
    deepflow: { querierUrl: null, appUrl: null, tags: {} },
    prometheus: null,
    grafana: null,
    staticConfig: null,
    timeoutMs,
    router: 'radixtree_host_uri',
  };
}

/** A server on a free port of loopback. */
export async function serve(
  answer: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>,
): Promise<Server> {
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

export function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

/** Asks the Admin API of a sandbox. Throws for an answer that is no success. */
export async function askAdmin(
  base: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<Record<string, unknown>> {
  const answer = await fetch(`${base}/apisix/admin${path}`, {
    method,
    headers: { 'content-type': 'application/json', 'x-api-key': adminKey },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: HTTP ${answer.status} ${text}`);
  return JSON.parse(text);
}

async function readBody(request: IncomingMessage): Promise<string> {
  return (await readBytes(request)).toString('utf8');
}

export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
