import http from 'node:http';
import type { Exchange } from '@/sandbox/agent/exchange';
import { Reporter } from '@/sandbox/agent/reporter';
import { GatewayConfig, type StaticConfig } from '@/sandbox/apisix/config';
import type { CheckedNode } from '@/sandbox/apisix/control/health';
import { type Gateway, startGateway } from '@/sandbox/apisix/gateway/gateway';
import type { ResolveNode } from '@/sandbox/apisix/gateway/upstream-request';
import { close, listen, portOf } from '@/sandbox/apisix/listen';
import type { JsonObject } from '@/sandbox/apisix/lua/json';
import { type Kind, Store } from '@/sandbox/apisix/store';

export type Received = { method: string; url: string; headers: http.IncomingHttpHeaders; body: string; bytes: Buffer };
export type Sent = {
  method?: string;
  headers?: Record<string, string | string[]>;
  body?: string;
};
export type Got = { status: number; headers: http.IncomingHttpHeaders; body: string };

/** A gateway on free ports with an upstream that tells what it received. `stop` what was started after each test. */
export class TestBed {
  readonly store = new Store();
  readonly exchanges: Exchange[] = [];
  readonly received: Received[] = [];
  readonly #cleanups: (() => Promise<void>)[] = [];
  #gateway: Gateway | undefined;

  async start(
    config: Partial<StaticConfig> = {},
    resolveNode: ResolveNode = () => undefined,
    checkedNodes: readonly CheckedNode[] = [],
  ): Promise<{ upstream: string }> {
    const { exchanges } = this;
    const reporter = new (class extends Reporter {
      override report(exchange: Exchange): void {
        exchanges.push(exchange);
      }
    })(null);
    const upstream = await this.serve((request, response) => {
      const status = Number(/status=(\d+)/.exec(request.url)?.[1] ?? 200);
      response.writeHead(status, { 'x-answer': 'upstream' }).end(`seen ${request.url}`);
    });
    this.#gateway = await startGateway({
      store: this.store,
      config: new GatewayConfig(config),
      host: '127.0.0.1',
      port: 0,
      metricsPort: 0,
      reporter,
      resolveNode,
      checkedNodes: () => checkedNodes,
    });
    return { upstream };
  }

  /** Starts a server and returns its address; what it receives is noted. */
  async serve(answer: (request: Received, response: http.ServerResponse) => void): Promise<string> {
    const server = http.createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        const bytes = Buffer.concat(chunks);
        const received = { method, url, headers, body: bytes.toString(), bytes };
        this.received.push(received);
        answer(received, response);
      });
    });
    await listen(server, '127.0.0.1', 0);
    this.#cleanups.push(() => close(server));
    return `127.0.0.1:${portOf(server)}`;
  }

  put(kind: Kind, id: string, value: JsonObject): void {
    this.store.put(kind, id, { ...value, id });
  }

  get port(): number {
    return this.#gateway?.port ?? 0;
  }

  /** One request through the gateway, on a connection of its own. */
  send(path: string, { method = 'GET', headers = {}, body }: Sent = {}, port = this.port): Promise<Got> {
    return new Promise((resolve, reject) => {
      const request = http.request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
      });
      request.once('error', reject);
      request.end(body);
    });
  }

  async metrics(): Promise<string[]> {
    const answer = await this.send('/apisix/prometheus/metrics', {}, this.#gateway?.metricsPort);
    return answer.body.split('\n');
  }

  async stop(): Promise<void> {
    await this.#gateway?.close();
    for (const cleanup of this.#cleanups) await cleanup();
  }
}
