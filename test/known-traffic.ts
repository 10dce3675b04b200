import { type ClientRequest, request as httpRequest, type Server } from 'node:http';
import { setTimeout as after } from 'node:timers/promises';
import { routeIndex } from '@/lib/server/apisix/route-index';
import type { GatewayConfig } from '@/lib/server/config';
import { bySeries } from '@/lib/server/prometheus/testing-samples';
import { writeSeries } from '@/lib/server/prometheus/testing-stores';
import type { Exchange } from '@/sandbox/agent/exchange';
import { Reporter } from '@/sandbox/agent/reporter';
import { startAdmin } from '@/sandbox/apisix/admin/server';
import { GatewayConfig as SandboxConfig } from '@/sandbox/apisix/config';
import { startGateway } from '@/sandbox/apisix/gateway/gateway';
import { Store } from '@/sandbox/apisix/store';
import { inventory } from '@/sandbox/deepflow/inventory';
import type { WrittenSeries } from '@/sandbox/deepflow/prometheus/write-request';
import { type Deepflow, startDeepflow } from '@/sandbox/deepflow/server';
import { scraped as scrapedFrom } from '@/sandbox/scraper/scrape';
import { askAdmin, closeServer, gatewayAt, portOf, serve } from './gateway';
import { type Fate, keys, knownHost, type Service, services, type Wanted, wantedCalls } from './known-calls';

/** The delay that the gateway itself makes before it sends a slow call on. */
export const gatewayDelayUs = 400_000;
/** How long the gateway waits for an answer to a call of the route `tried`. */
const readTimeoutUs = 1_000_000;
/** A timer of Node may end so much before its time. */
const earlyUs = 1000;
export const scrapeS = 15;
/** Scrapes of each look: five minutes, in which samples are counted to tell how far apart they are. */
export const scrapesOfLook = 20;

/** A call with all that is known of it, whoever knows it. */
export type KnownCall = Wanted & {
  /** Epoch µs at the client: before the first byte was sent, after the answer had come and the gateway was done. */
  sentUs: number;
  doneUs: number;
  /** Bytes on the client's own connection. */
  sentBytes: number;
  receivedBytes: number;
  /** To whom the gateway sent it last; null: to nobody. */
  node: Service | null;
  /** How long the service that answered took by its own clock; null: none did. */
  workUs: number | null;
  /** What the gateway noted: the call itself, and each of its own requests for it. */
  inbound: Exchange;
  outbound: Exchange[];
};

/** What the gateway must have noted at least, µs: what upstreams, their silence and the gateway's delay took for certain. */
export function leastUs({ workUs, isSlow, tries }: KnownCall): number {
  const hung = (tries ?? []).filter(({ fate }) => fate === 'hangs').length;
  return (workUs ?? 0) + (isSlow ? gatewayDelayUs - earlyUs : 0) + hung * (readTimeoutUs - earlyUs);
}

export type KnownTraffic = {
  gateway: GatewayConfig;
  calls: KnownCall[];
  /** Whole seconds that hold all calls. */
  range: { fromMs: number; toMs: number };
  /** From the first scrape to the last one, by the scraper's clock: each round is counted five minutes after another. */
  scraped: { fromMs: number; toMs: number };
  /** What the gateway exported before the first round and after each, and all scrapes of it as they were written. */
  looks: readonly string[];
  series: readonly WrittenSeries[];
  close: () => Promise<void>;
};

/**
 * Starts the sandbox's gateway, DeepFlow and three services, sends the calls of `known-calls.ts` one after the other, has
 * the gateway scraped after each round, and hands over what client, services and gateway know of each call. The gateway
 * is closed then: all that it had to tell is told.
 */
export async function startKnownTraffic(): Promise<KnownTraffic> {
  const deepflow = await startDeepflow({ host: '127.0.0.1', querierPort: 0, appPort: 0, agentPort: 0 });
  const store = new Store({});
  const config = new SandboxConfig({});
  const admin = await startAdmin({ store, config, host: '127.0.0.1', port: 0 });
  const adminUrl = `http://127.0.0.1:${portOf(admin)}`;
  const works: number[] = [];
  let arrived = () => {};
  const running = await Promise.all(
    services.map((name) => startService(name, { worked: (us) => works.push(us), hangs: () => arrived() })),
  );
  const ports = new Map(services.map((name, at) => [`${name}.shop`, portOf(running[at] as Server)]));
  for (const [path, body] of objects(new URL(deepflow.agentUrl).host)) await askAdmin(adminUrl, 'PUT', path, body);

  const watched = new Watched(deepflow.agentUrl);
  const sandbox = await startGateway({
    ...{ store, config, host: '127.0.0.1', port: 0, metricsPort: 0, reporter: watched },
    resolveNode: (name) => ({ host: '127.0.0.1', port: ports.get(name) ?? 0, workload: name.split('.', 1)[0] ?? null }),
  });
  const all = wantedCalls();
  const calls: KnownCall[] = [];
  const looks = [await exposition(sandbox.metricsPort)];
  const startedMs = nowUs() / 1000;
  for (const [at, one] of all.entries()) {
    const [seen, served] = [watched.seen.length, works.length];
    const sentUs = nowUs();
    // The gateway notes the end of a call when it has sent the answer; which of both ends comes first is chance.
    const sent = begin(sandbox.port, one);
    const bytes = one.status === null ? giveUp(sent, new Promise<void>((go) => (arrived = go))) : finish(sent, one);
    const [{ sentBytes, receivedBytes }] = await Promise.all([bytes, watched.nextCall()]);
    const doneUs = nowUs();
    const inbound = watched.seen.slice(seen).find(({ server }) => server.workload === 'apisix');
    if (inbound === undefined) throw new Error('the gateway did not report a call');
    const outbound = watched.seen.slice(seen).filter(({ client }) => client.workload === 'apisix');
    const node = services.find((name) => name === outbound.at(-1)?.server.workload) ?? null;
    const workUs = works[served] ?? null;
    calls.push({ ...one, sentBytes, receivedBytes, sentUs, doneUs, node, workUs, inbound, outbound });
    if (all[at + 1]?.round !== one.round) looks.push(await exposition(sandbox.metricsPort));
  }
  const range = { fromMs: Math.floor(startedMs / 1000) * 1000, toMs: Math.ceil(nowUs() / 1e6) * 1000 };
  const { series, scraped } = await writeScrapes(deepflow, looks);
  // DeepFlow was there before: no call in the first seconds is zero calls.
  const [first] = calls;
  if (first) watched.report(hourBefore(first.inbound));
  await watched.flush();
  await sandbox.close();
  await Promise.all(running.map(closeServer));

  const prometheus = { url: `${deepflow.querierUrl}/prom` };
  const { querierUrl, appUrl } = deepflow;
  const gateway = {
    ...gatewayAt(adminUrl, { timeoutMs: 60_000 }),
    deepflow: { querierUrl, appUrl, tags: {} },
    prometheus,
  };
  return {
    gateway,
    calls,
    range,
    scraped,
    looks,
    series,
    close: async () => {
      routeIndex(gateway).stop();
      await Promise.all([closeServer(admin), deepflow.close()]);
    },
  };
}

function objects(collector: string): [path: string, body: object][] {
  const address = (name: Service) => ({ host: `${name}.shop`, port: 8080, weight: 1 });
  const upstream = { type: 'roundrobin', nodes: [address('webshop'), address('product')] };
  const tried = { type: 'roundrobin', nodes: [address('payment'), { ...address('webshop'), priority: -1 }] };
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
    [
      '/routes/tried',
      {
        ...{ name: 'tried', uri: '/tried/*', host: knownHost, upstream: tried },
        timeout: { connect: 60, send: 60, read: readTimeoutUs / 1e6 },
        plugins: { opentelemetry: { sampler: { name: 'always_on' } }, prometheus: {} },
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

type Told = { worked: (us: number) => void; hangs: () => void };

/**
 * A service that takes as long and answers as its caller says, or does not answer, and tells how long it took. It keeps no
 * connection: one that it ends is never one that the gateway kept, and would try anew without a word.
 */
function startService(name: Service, { worked, hangs }: Told): Promise<Server> {
  return serve(async (request, response) => {
    const startUs = nowUs();
    const { searchParams } = new URL(request.url ?? '', 'http://service');
    const fate = (searchParams.get(name) ?? searchParams.get('fate') ?? 'answers') as Fate;
    if (fate === 'hangs') return hangs();
    if (fate === 'breaks') return void request.socket.destroy();
    await after(Number(searchParams.get('work')));
    worked(nowUs() - startUs);
    const head = { 'content-type': 'text/plain', ...(searchParams.has(name) && { connection: 'close' }) };
    response.writeHead(Number(searchParams.get('status')), head).end(`${name} says hello`);
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

/** Sends a request on a connection of its own. */
function begin(port: number, { method, host, path, client, sender, headers }: Wanted): ClientRequest {
  const from = sender === null ? { 'x-real-ip': client } : { 'x-sandbox-workload': sender };
  const request = httpRequest({
    ...{ host: '127.0.0.1', port, method, path, agent: false },
    headers: { host, ...from, ...headers },
  });
  request.end();
  return request;
}

type Bytes = { sentBytes: number; receivedBytes: number };

/** Resolves with what went over the connection. Rejects for another status than wanted. */
function finish(request: ClientRequest, { path, status }: Wanted): Promise<Bytes> {
  return new Promise((resolve, reject) => {
    request.once('error', reject);
    request.once('response', (response) => {
      const { socket } = response;
      response.resume().once('end', () => {
        if (response.statusCode === status)
          resolve({ sentBytes: socket.bytesWritten, receivedBytes: socket.bytesRead });
        else reject(new Error(`${path}: ${response.statusCode} instead of ${status}`));
      });
    });
  });
}

/** Goes away once the request has come to a service. */
async function giveUp(request: ClientRequest, arrived: Promise<void>): Promise<Bytes> {
  request.on('error', () => undefined);
  await arrived;
  const { bytesWritten = 0, bytesRead = 0 } = request.socket ?? {};
  request.destroy();
  return { sentBytes: bytesWritten, receivedBytes: bytesRead };
}

async function exposition(metricsPort: number): Promise<string> {
  return (await fetch(`http://127.0.0.1:${metricsPort}/apisix/prometheus/metrics`)).text();
}

/**
 * Writes what was read before the first round and after each as scrapes every 15 s, the last of which comes after all calls.
 * Their times are the scraper's own: rounds that were a second apart are five minutes apart on it, so that windows of a
 * chart begin and end with a scrape.
 */
async function writeScrapes({ agentUrl }: Deepflow, looks: readonly string[]) {
  const lastS = Math.ceil(nowUs() / 1e6 / scrapeS) * scrapeS;
  const firstS = lastS - looks.length * scrapesOfLook * scrapeS;
  const target = { job: 'apisix', instance: `${inventory.workload('apisix').ip}:9091` };
  const scrapes = Array.from({ length: looks.length * scrapesOfLook + 1 }, (_, at) =>
    scrapedFrom(looks[Math.max(0, Math.ceil(at / scrapesOfLook) - 1)] ?? null, target, (firstS + at * scrapeS) * 1000),
  );
  const series = bySeries(scrapes);
  await writeSeries(`${agentUrl}/api/v1/prometheus`, series);
  return { series, scraped: { fromMs: firstS * 1000, toMs: lastS * 1000 } };
}

/** The same request by the same client, an hour before. */
function hourBefore({ startUs, endUs, ...exchange }: Exchange): Exchange {
  const hourUs = 3_600_000_000;
  return { ...exchange, startUs: startUs - hourUs, endUs: endUs === null ? null : endUs - hourUs };
}

/** Epoch µs, by the clock that the gateway goes by. */
function nowUs(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1000);
}
