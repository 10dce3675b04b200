import type { IncomingMessage } from 'node:http';
import { flowsOf } from '@/sandbox/agent/flows';
import { Garbage } from '@/sandbox/deepflow/garbage';
import { closeServer, type HttpAnswer, listen } from '@/sandbox/deepflow/http';
import { type Inventory, inventory as shopInventory } from '@/sandbox/deepflow/inventory';
import { emptyL7Row, type L7Row } from '@/sandbox/deepflow/l7-row';
import { handleAgentRequest } from '@/sandbox/deepflow/otlp/receiver';
import type { ProfileRow } from '@/sandbox/deepflow/profile/row';
import { PrometheusSamples } from '@/sandbox/deepflow/prometheus/samples';
import { Engine, type RunQuery } from '@/sandbox/deepflow/querier/engine';
import { PromApi } from '@/sandbox/deepflow/querier/prom-api';
import { RateLimit } from '@/sandbox/deepflow/querier/prom-rate-limit';
import { answerQuerier } from '@/sandbox/deepflow/querier/server';
import { RowBuffer } from '@/sandbox/deepflow/row-buffer';
import { parseRows, RowError } from '@/sandbox/deepflow/row-intake';
import { Store } from '@/sandbox/deepflow/store';
import { handleCompletion } from '@/sandbox/deepflow/tracing/completion';
import { handleTracing, type TracingDeps, tracingParameters } from '@/sandbox/deepflow/tracing/handler';
import { parseJson } from '@/sandbox/deepflow/tracing/request';
import { storeSource } from '@/sandbox/deepflow/tracing/store-source';

export type DeepflowOptions = {
  host: string;
  /** 0 lets the system choose. */
  querierPort: number;
  appPort: number;
  agentPort: number;
  /** Where ClickHouse keeps its data; a temporary folder without. */
  dataDir?: string;
  /** What DeepFlow knows of the cluster; the shop's without. */
  inventory?: Inventory;
};

export type Deepflow = {
  /** Addresses of the three ports, without a trailing slash. */
  querierUrl: string;
  appUrl: string;
  agentUrl: string;
  store: Store;
  close: () => Promise<void>;
};

/** Rows at once that are no traffic but a past. */
const largeLoad = 2_000;

const text = (status: number, body: string): HttpAnswer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body,
});

/** Starts the sandbox's DeepFlow: querier, tracing app and the agent's receiver over one storage. */
export async function startDeepflow(options: DeepflowOptions): Promise<Deepflow> {
  const { host, inventory = shopInventory } = options;
  const store = await Store.open(inventory, options.dataDir);
  const garbage = new Garbage();
  // Each insert makes a part in every table it reaches, and each part is merged later: few large ones cost least.
  const buffer = new RowBuffer<L7Row>(async (rows) => {
    await store.insertL7(rows);
    await store.insertL4(flowsOf(rows));
    if (rows.length > largeLoad) garbage.collectSoon();
  }, 2_000);
  const profiles = new RowBuffer<ProfileRow>((rows) => store.insertProfiles(rows), 5_000);
  const samples = await PrometheusSamples.open(store, inventory);
  const promLimit = new RateLimit();

  const onAgent = async (request: IncomingMessage, body: Buffer): Promise<HttpAnswer> => {
    const url = request.url ?? '/';
    if (url === '/sandbox/l7rows') {
      return takeRows(request, body, store);
    }
    if (url.split('?', 1)[0] === '/api/v1/prometheus' && request.method === 'POST') {
      await samples.take(body);
      return text(200, '');
    }
    const {
      rows,
      profiles: stacks,
      ...answer
    } = handleAgentRequest(
      {
        method: request.method ?? 'GET',
        url,
        headers: request.headers,
        body,
        peerIp: request.socket.remoteAddress ?? '',
      },
      inventory,
    );
    buffer.add(rows);
    if (stacks !== undefined) profiles.add(stacks);
    return answer;
  };

  const tracingOf = (run: RunQuery): TracingDeps => ({
    regions: new Map([[emptyL7Row._querier_region, storeSource(run)]]),
  });
  const querier = await listen(host, options.querierPort, async (request, body, signal) => {
    const run: RunQuery = (sql) => store.query(sql, signal);
    const engine = new Engine(run, samples.numbers);
    return answerQuerier(request, body.toString('utf8'), {
      engine,
      prom: new PromApi({ engine, run, numbers: samples.numbers, signal }, promLimit),
      askTrace: (asked) => handleTracing(asked, tracingOf(run)),
      settle: async () => {
        await Promise.all([buffer.flush(), profiles.flush()]);
      },
    });
  });
  const app = await listen(host, options.appPort, async (request, body, signal) => {
    await buffer.flush();
    return answerApp(
      request,
      body,
      tracingOf((sql) => store.query(sql, signal)),
    );
  });
  const agent = await listen(host, options.agentPort, onAgent);
  const servers = [querier, app, agent];
  const urlOf = (server: (typeof servers)[number]) => {
    const address = server.address();
    return `http://${host}:${typeof address === 'object' && address !== null ? address.port : 0}`;
  };
  return {
    querierUrl: urlOf(querier),
    appUrl: urlOf(app),
    agentUrl: urlOf(agent),
    store,
    close: async () => {
      garbage.close();
      await Promise.all(servers.map(closeServer));
      await Promise.all([buffer.flush(), profiles.flush()]);
      await store.close();
    },
  };
}

/** deepflow-app's routes: a trace from a row or a trace id, and the numbers that the search works with. */
async function answerApp(request: IncomingMessage, body: Buffer, tracing: TracingDeps): Promise<HttpAnswer> {
  const path = (request.url ?? '/').split('?', 1)[0];
  const answer = ({ status, body: content }: { status: number; body: unknown }): HttpAnswer => ({
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(content),
  });
  const handlers = {
    '/v1/stats/querier/L7FlowTracing': handleTracing,
    '/v1/stats/querier/tracing-completion-by-external-app-spans': handleCompletion,
  };
  if (path !== undefined && path in handlers && request.method === 'POST') {
    const parsed = parseJson(body.toString('utf8'));
    return answer(await handlers[path as keyof typeof handlers](parsed, tracing));
  }
  if (path === '/v1/stats/querier/TracingAlgoParams' && request.method === 'GET') {
    return answer(tracingParameters());
  }
  return text(404, 'Not Found');
}

async function takeRows(request: IncomingMessage, body: Buffer, store: Store): Promise<HttpAnswer> {
  if (request.method !== 'POST') {
    return text(405, 'POST only');
  }
  try {
    await store.insertL7(parseRows(body.toString('utf8')));
    return text(204, '');
  } catch (error) {
    if (error instanceof RowError) {
      return text(400, error.message);
    }
    throw error;
  }
}
