import { request as httpRequest, type Server } from 'node:http';
import { setTimeout as after } from 'node:timers/promises';
import { routeIndex } from '@/lib/server/apisix/route-index';
import type { GatewayConfig } from '@/lib/server/config';
import { bySeries } from '@/lib/server/prometheus/testing-samples';
import type { Exchange } from '@/sandbox/agent/exchange';
import { Reporter } from '@/sandbox/agent/reporter';
import { startAdmin } from '@/sandbox/apisix/admin/server';
import { GatewayConfig as SandboxConfig } from '@/sandbox/apisix/config';
import { startGateway } from '@/sandbox/apisix/gateway/gateway';
import { Store } from '@/sandbox/apisix/store';
import { inventory } from '@/sandbox/deepflow/inventory';
import { encodeWrite } from '@/sandbox/deepflow/prometheus/write-request';
import { type Deepflow, startDeepflow } from '@/sandbox/deepflow/server';
import { scraped } from '@/sandbox/scraper/scrape';
import { askAdmin, closeServer, gatewayAt, portOf, serve } from './gateway';

export const knownHost = 'known.example.com';
/** The delay that the gateway itself makes before it sends a slow call on. */
export const gatewayDelayUs = 400_000;
/** A timer of Node may end so much before its time. */
const earlyUs = 1000;
export const scrapeS = 15;
/** Scrapes of each look: five minutes, in which samples are counted to tell how far apart they are. */
export const scrapesOfLook = 20;

/** A request as it is meant to be. */
export type Wanted = {
  /** The route that takes it; null: none does. */
  route: 'known' | 'plain' | 'pair' | null;
  /** Calls of one round lie between two looks of the scraper. */
  round: number;
  method: string;
  host: string;
  path: string;
  status: number;
  client: string;
  consumer: string;
  isSlow: boolean;
  headers: Record<string, string>;
};

/** A call with all that is known of it, whoever knows it. */
export type KnownCall = Wanted & {
  /** Epoch µs at the client: before the first byte was sent, after the answer had come and the gateway was done. */
  sentUs: number;
  doneUs: number;
  /** Bytes on the client's own connection. */
  sentBytes: number;
  receivedBytes: number;
  /** Whose service answered, and how long it took by its own clock; null: the gateway sent it on to nobody. */
  node: 'webshop' | 'product' | null;
  workUs: number | null;
  /** What the gateway noted: the call itself, and its own request. */
  inbound: Exchange;
  outbound: Exchange | null;
};

/** What the gateway must have noted at least, µs: what upstream and the gateway's delay took for certain. */
export function leastUs({ workUs, isSlow }: KnownCall): number {
  return (workUs ?? 0) + (isSlow ? gatewayDelayUs - earlyUs : 0);
}

export type KnownTraffic = {
  gateway: GatewayConfig;
  calls: KnownCall[];
  /** Whole seconds that hold all calls. */
  range: { fromMs: number; toMs: number };
  /** From the first scrape to the last one, by the scraper's clock: each round is counted five minutes after another. */
  scraped: { fromMs: number; toMs: number };
  close: () => Promise<void>;
};

const rounds = 3;
const upstreams = ['webshop', 'product'] as const;
const keys = { jack: 'of-jack', jill: 'of-jill' };

/**
 * Sixty calls of the route `known` in three equal rounds, so that every series of APISIX is there from the first one on:
 * two paths, methods, clients, consumers and upstreams, three codes, one slow call a round of each class. Beside them calls
 * of a route without any plugin, of two routes that only a header tells apart, and calls to a host without a route.
 */
function wanted(): Wanted[] {
  const plain = {
    round: rounds - 1,
    method: 'GET',
    host: knownHost,
    status: 200,
    consumer: '',
    isSlow: false,
    headers: {},
  };
  const calls: Wanted[] = [];
  for (let round = 0; round < rounds; round++) {
    for (let at = 0; at < 20; at++) {
      const status = at < 12 ? 200 : at < 16 ? 404 : 503;
      const isSlow = [3, 13, 17].includes(at);
      const consumer = at % 4 < 2 ? 'jack' : 'jill';
      const workMs = 4 + 3 * (at % 7);
      const name = at % 3 === 0 ? 'cart' : `orders/${1000 * round + at}`;
      calls.push({
        route: 'known',
        round,
        method: at % 4 === 0 ? 'POST' : 'GET',
        host: knownHost,
        path: `/known/${name}?status=${status}&work=${workMs}${isSlow ? '&slow=1' : ''}`,
        status,
        client: at % 5 === 0 ? '203.0.113.9' : '203.0.113.7',
        consumer,
        isSlow,
        headers: { apikey: keys[consumer] },
      });
    }
    for (let at = 0; at < 3; at++)
      calls.push({ ...plain, route: 'plain', round, path: `/plain/${at}?status=200&work=2`, client: '203.0.113.7' });
  }
  for (let at = 0; at < 6; at++) {
    const headers: Record<string, string> = at < 2 ? { 'x-canary': '1' } : {};
    calls.push({ ...plain, route: 'pair', path: '/pair?status=200&work=2', client: '203.0.113.7', headers });
  }
  const lost = { ...plain, route: null, status: 404, host: 'nobody.example.com', client: '203.0.113.9' };
  for (let at = 0; at < 5; at++) calls.push({ ...lost, path: at < 3 ? '/lost' : `/lost/further?at=${at}` });
  return calls;
}

/**
 * Starts the sandbox's gateway, DeepFlow and two services, sends the calls above one after the other, has the gateway
 * scraped after each round, and hands over what client, services and gateway know of each call. The gateway is closed
 * then: all that it had to tell is told.
 */
export async function startKnownTraffic(): Promise<KnownTraffic> {
  const deepflow = await startDeepflow({ host: '127.0.0.1', querierPort: 0, appPort: 0, agentPort: 0 });
  const store = new Store({});
  const config = new SandboxConfig({});
  const admin = await startAdmin({ store, config, host: '127.0.0.1', port: 0 });
  const adminUrl = `http://127.0.0.1:${portOf(admin)}`;
  const works: { node: (typeof upstreams)[number]; workUs: number }[] = [];
  const services = await Promise.all(
    upstreams.map((node) => startService(node, (workUs) => works.push({ node, workUs }))),
  );
  const ports = new Map(upstreams.map((name, at) => [`${name}.shop`, portOf(services[at] as Server)]));
  for (const [path, body] of objects(new URL(deepflow.agentUrl).host)) await askAdmin(adminUrl, 'PUT', path, body);

  const watched = new Watched(deepflow.agentUrl);
  const running = await startGateway({
    ...{ store, config, host: '127.0.0.1', port: 0, metricsPort: 0, reporter: watched },
    resolveNode: (name) => ({ host: '127.0.0.1', port: ports.get(name) ?? 0, workload: name.split('.', 1)[0] ?? null }),
  });
  const all = wanted();
  const calls: KnownCall[] = [];
  const looks = [await exposition(running.metricsPort)];
  const startedMs = nowUs() / 1000;
  for (const [at, one] of all.entries()) {
    const [seen, served] = [watched.seen.length, works.length];
    const sentUs = nowUs();
    // The gateway notes the end of a call when it has sent the answer; which of both ends comes first is chance.
    const [bytes] = await Promise.all([send(running.port, one), watched.nextCall()]);
    const doneUs = nowUs();
    const inbound = watched.seen.slice(seen).find(({ server }) => server.workload === 'apisix');
    if (inbound === undefined) throw new Error('the gateway did not report a call');
    const outbound = watched.seen.slice(seen).find(({ client }) => client.workload === 'apisix') ?? null;
    const { node = null, workUs = null } = works[served] ?? {};
    calls.push({ ...one, ...bytes, sentUs, doneUs, node, workUs, inbound, outbound });
    if (all[at + 1]?.round !== one.round) looks.push(await exposition(running.metricsPort));
  }
  const range = { fromMs: Math.floor(startedMs / 1000) * 1000, toMs: Math.ceil(nowUs() / 1e6) * 1000 };
  const scrapedAt = await writeScrapes(deepflow, looks);
  await watched.flush();
  await running.close();
  await Promise.all(services.map(closeServer));

  const prometheus = { url: `${deepflow.querierUrl}/prom` };
  const { querierUrl, appUrl } = deepflow;
  const gateway = { ...gatewayAt(adminUrl, { timeoutMs: 60_000 }), deepflow: { querierUrl, appUrl }, prometheus };
  return {
    gateway,
    calls,
    range,
    scraped: scrapedAt,
    close: async () => {
      routeIndex(gateway).stop();
      await Promise.all([closeServer(admin), deepflow.close()]);
    },
  };
}

function objects(collector: string): [path: string, body: object][] {
  const nodes = Object.fromEntries(upstreams.map((name) => [`${name}.shop:8080`, 1]));
  const upstream = { type: 'roundrobin', nodes };
  const consumer = (username: keyof typeof keys) => ({ username, plugins: { 'key-auth': { key: keys[username] } } });
  return [
    ['/consumers', consumer('jack')],
    ['/consumers', consumer('jill')],
    [
      '/plugin_metadata/opentelemetry',
      { collector: { address: collector }, resource: { 'app.host.ip': inventory.workload('apisix').ip } },
    ],
    [
      '/routes/known',
      {
        ...{ name: 'known', uri: '/known/*', host: knownHost, upstream },
        plugins: {
          opentelemetry: { sampler: { name: 'always_on' }, additional_attributes: ['consumer_name'] },
          prometheus: {},
          'key-auth': {},
          'fault-injection': { delay: { duration: gatewayDelayUs / 1e6, vars: [[['arg_slow', '==', '1']]] } },
        },
      },
    ],
    ['/routes/plain', { name: 'plain', uri: '/plain/*', host: knownHost, upstream }],
    [
      '/routes/pair-canary',
      { uri: '/pair', host: knownHost, vars: [['http_x_canary', '==', '1']], priority: 1, upstream },
    ],
    ['/routes/pair-stable', { uri: '/pair', host: knownHost, upstream }],
  ];
}

/** A service that takes as long and answers as its caller says, and tells how long it took. */
function startService(name: string, done: (workUs: number) => void): Promise<Server> {
  return serve(async (request, response) => {
    const startUs = nowUs();
    const { searchParams } = new URL(request.url ?? '', 'http://service');
    await after(Number(searchParams.get('work')));
    done(nowUs() - startUs);
    response.writeHead(Number(searchParams.get('status')), { 'content-type': 'text/plain' }).end(`${name} says hello`);
  });
}

/** Keeps what the gateway reports of its calls, and sends it to DeepFlow. */
class Watched extends Reporter {
  readonly seen: Exchange[] = [];
  #waiting: (() => void)[] = [];

  override report(exchange: Exchange): void {
    this.seen.push(exchange);
    super.report(exchange);
    if (exchange.server.workload === 'apisix') for (const go of this.#waiting.splice(0)) go();
  }

  /** Resolves when the gateway is done with one more call. */
  nextCall(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

/** Sends a request on a connection of its own; resolves with what went over it. Throws for another status than wanted. */
function send(port: number, { method, host, path, status, client, headers }: Wanted) {
  return new Promise<{ sentBytes: number; receivedBytes: number }>((resolve, reject) => {
    const request = httpRequest({
      ...{ host: '127.0.0.1', port, method, path, agent: false },
      headers: { host, 'x-real-ip': client, ...headers },
    });
    request.once('error', reject);
    request.once('response', (response) => {
      const { socket } = response;
      response.resume().once('end', () => {
        if (response.statusCode === status)
          resolve({ sentBytes: socket.bytesWritten, receivedBytes: socket.bytesRead });
        else reject(new Error(`${path}: ${response.statusCode} instead of ${status}`));
      });
    });
    request.end();
  });
}

async function exposition(metricsPort: number): Promise<string> {
  return (await fetch(`http://127.0.0.1:${metricsPort}/apisix/prometheus/metrics`)).text();
}

/**
 * Writes what was read before the first round and after each as scrapes every 15 s that end now. Their times are the scraper's own: rounds
 * that were a second apart are five minutes apart on it, so that windows of a chart begin and end with a scrape.
 */
async function writeScrapes({ agentUrl }: Deepflow, looks: readonly string[]) {
  const lastS = Math.floor(nowUs() / 1e6 / scrapeS) * scrapeS;
  const firstS = lastS - looks.length * scrapesOfLook * scrapeS;
  const target = { job: 'apisix', instance: `${inventory.workload('apisix').ip}:9091` };
  const scrapes = Array.from({ length: looks.length * scrapesOfLook + 1 }, (_, at) =>
    scraped(looks[Math.max(0, Math.ceil(at / scrapesOfLook) - 1)] ?? null, target, (firstS + at * scrapeS) * 1000),
  );
  const body = encodeWrite(bySeries(scrapes));
  const answer = await fetch(`${agentUrl}/api/v1/prometheus`, { method: 'POST', body });
  if (!answer.ok) throw new Error(`remote write: HTTP ${answer.status}`);
  return { fromMs: firstS * 1000, toMs: lastS * 1000 };
}

/** Epoch µs, by the clock that the gateway goes by. */
function nowUs(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1000);
}
