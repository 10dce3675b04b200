import type { Server } from 'node:http';
import { request as httpRequest } from 'node:http';
import type { RunningPlugin } from '@/lib/apisix/plugin-run';
import { chip, type PluginChip, type PluginState } from '@/lib/apisix/plugins-in-force';
import { getObject } from '@/lib/server/apisix/admin';
import { type GatewayObjects, readGatewayObjects } from '@/lib/server/apisix/gateway-objects';
import { stateOf } from '@/lib/server/apisix/route-entry';
import { readingOf } from '@/lib/server/changes/route-reading';
import { routeWriter } from '@/lib/server/changes/route-writer';
import { wishedCopy } from '@/lib/server/changes/wished-copy';
import type { GatewayConfig as AskedGateway } from '@/lib/server/config';
import type { Exchange } from '@/sandbox/agent/exchange';
import { Reporter } from '@/sandbox/agent/reporter';
import { startAdmin } from '@/sandbox/apisix/admin/server';
import { defaultConfig, GatewayConfig } from '@/sandbox/apisix/config';
import { type Gateway, startGateway } from '@/sandbox/apisix/gateway/gateway';
import { decodeOtlp } from '@/sandbox/apisix/gateway/testing/decode-otlp';
import { Store } from '@/sandbox/apisix/store';
import { askAdmin, closeServer, gatewayAt, portOf, readBytes, serve } from './gateway';

/** A copy of the plugin under test. */
export type Placed = {
  disabled?: boolean;
  filtered?: boolean;
  /** A filter that decides the same for every request. */
  filter?: readonly unknown[];
  sampler?: 'on' | 'off' | 'ratio' | 'zero' | 'parent';
};
export const places = ['global', 'consumer', 'group', 'route', 'config', 'service'] as const;
export type EmissionCase = Partial<Record<(typeof places)[number], Placed>> & {
  plugin: RunningPlugin;
  /** The service has a script. */
  script?: boolean;
  loaded?: boolean;
  metadata?: boolean;
  /** The route has no plugin that finds out the consumer. */
  anonymous?: boolean;
  /** The console switches it off on the route before the requests are sent. */
  switchedOff?: boolean;
};

/** One request that was sent: whose, and which filters let it through. */
export type Sent = { as: 'nobody' | 'jack'; passes: Record<Part, boolean>; status: number };
type Part = 'g' | 'm' | 'c';
export type Emitted = Sent & { records: { parentId: string }[] };
export type Outcome = { state: PluginState<RunningPlugin>; chip: PluginChip; requests: Emitted[] };

const callerSpan = 'b7ad6b7169203331';

/** What receives spans and segments, and the upstream of every route. One for many cases. */
export class EmissionBed {
  #spans: { path: string; parentId: string }[] = [];
  private constructor(
    private readonly receiver: Server,
    private readonly upstream: Server,
  ) {}

  static async start(): Promise<EmissionBed> {
    const receiver = await serve(async (request, response) => {
      bed.#receive(request.url ?? '', await readBytes(request));
      response.end();
    });
    const upstream = await serve((request, response) => {
      response.writeHead(Number(/status=(\d+)/.exec(request.url ?? '')?.[1] ?? 200)).end();
    });
    const bed = new EmissionBed(receiver, upstream);
    return bed;
  }

  async stop(): Promise<void> {
    await Promise.all([closeServer(this.receiver), closeServer(this.upstream)]);
  }

  /**
   * Loads a case into a gateway by its Admin API, asks the console what is in force, sends requests of nobody and of a
   * consumer for each way the filters may decide, and says what was emitted for each.
   */
  async run(given: EmissionCase): Promise<Outcome> {
    const { plugin, loaded = true } = given;
    this.#spans = [];
    const store = new Store({});
    const all = { ...defaultConfig, skywalkingEndpoint: `http://127.0.0.1:${portOf(this.receiver)}` };
    const config = loaded ? all : { ...all, plugins: all.plugins.filter((name) => name !== plugin) };
    // A gateway refuses to save a plugin that it has not loaded: such copies are from before its list was changed.
    const loading = await startAdmin({ store, config: new GatewayConfig(all), host: '127.0.0.1', port: 0 });
    for (const [path, body] of objectsOf(given, portOf(this.receiver), portOf(this.upstream)))
      await askAdmin(`http://127.0.0.1:${portOf(loading)}`, 'PUT', path, body);
    const admin = loaded
      ? loading
      : await startAdmin({ store, config: new GatewayConfig(config), host: '127.0.0.1', port: 0 });
    const served = new Served();
    const gateway = await startGateway({
      ...{ store, config: new GatewayConfig(config), host: '127.0.0.1', port: 0, metricsPort: 0 },
      ...{ reporter: served, resolveNode: () => undefined },
    });
    try {
      // One id for each plugin list, so that its schemas are read once.
      const asked = { ...gatewayAt(`http://127.0.0.1:${portOf(admin)}`), id: `emission ${loaded || plugin}` };
      const context = await readGatewayObjects(asked);
      if (given.switchedOff) await switchOff(asked, context, plugin);
      const state = stateOf(await getObject(asked, 'routes', 'r'), context, plugin);
      const requests = requestsOf(given);
      for (const [at, request] of requests.entries()) await send(gateway.port, at, request);
      await served.count(requests.length);
      const counts = plugin === 'prometheus' ? await countsByCode(gateway) : null;
      await gateway.close();
      return {
        state,
        chip: chip(state),
        requests: requests.map((request, at) => ({
          ...request,
          records: counts
            ? Array.from({ length: counts.get(request.status) ?? 0 }, () => ({ parentId: '' }))
            : this.#spans.filter(({ path }) => path === `/r/${at}`),
        })),
      };
    } finally {
      await gateway.close().catch(() => undefined);
      await Promise.all([...new Set([loading, admin])].map(closeServer));
    }
  }

  #receive(url: string, body: Buffer): void {
    if (url === '/v1/traces') {
      const { resourceSpans } = decodeOtlp(body) as { resourceSpans: { scopeSpans: { spans: OtlpSpan[] }[] }[] };
      for (const { attributes, parentSpanId = '' } of resourceSpans.flatMap(({ scopeSpans }) =>
        scopeSpans.flatMap(({ spans }) => spans),
      )) {
        const path = attributes.find(({ key }) => key === 'url.path')?.value?.stringValue ?? '';
        this.#spans.push({ path, parentId: parentSpanId });
      }
      return;
    }
    for (const item of JSON.parse(body.toString()) as (ZipkinSpan & Segment)[]) {
      const path = item.tags?.['http.url'] ?? item.spans?.[0]?.operationName ?? '';
      this.#spans.push({ path: path.split('?', 1)[0] ?? '', parentId: item.parentId ?? '' });
    }
  }
}

/** Writes what the console would, of a wish for off. */
async function switchOff(asked: AskedGateway, context: GatewayObjects, plugin: RunningPlugin): Promise<void> {
  if (plugin !== 'opentelemetry' && plugin !== 'prometheus') throw new Error(`${plugin} is not switched`);
  const reading = readingOf(await getObject(asked, 'routes', 'r'), context, plugin);
  await routeWriter(asked, plugin).send(reading, wishedCopy(reading.situation, { state: 'off' }, null));
}

type OtlpSpan = { attributes: { key: string; value?: { stringValue?: string } }[]; parentSpanId?: string };
type ZipkinSpan = { tags?: Record<string, string>; parentId?: string };
type Segment = { spans?: { operationName: string }[] };

/** True where the span hangs on the caller's, not on one that is never sent. */
export function hangsOnCaller({ parentId }: { parentId: string }): boolean {
  return parentId === callerSpan;
}

/** Tells when the gateway has done with so many requests, logging included. */
class Served extends Reporter {
  #done = 0;
  #wanted = Number.POSITIVE_INFINITY;
  #reached: () => void = () => undefined;

  constructor() {
    super(null);
  }

  override report({ server }: Exchange): void {
    if (server.port !== 9080) return;
    this.#done += 1;
    if (this.#done >= this.#wanted) this.#reached();
  }

  count(wanted: number): Promise<void> {
    this.#wanted = wanted;
    return new Promise((resolve) => {
      this.#reached = resolve;
      if (this.#done >= wanted) resolve();
    });
  }
}

function objectsOf(given: EmissionCase, receiver: number, upstream: number): [path: string, body: object][] {
  const copy = (place: (typeof places)[number], part: Part) => {
    const placed = given[place];
    return placed ? { [given.plugin]: configOf(given.plugin, placed, part, receiver) } : {};
  };
  const has = (place: (typeof places)[number]) => given[place] !== undefined;
  const keyAuth = { 'key-auth': { _meta: { filter: [['http_apikey', '~~', '.']] } } };
  const objects: [string, object][] = [];
  if (has('group')) objects.push(['/consumer_groups/g', { plugins: copy('group', 'c') }]);
  objects.push([
    '/consumers',
    {
      username: 'jack',
      plugins: { 'key-auth': { key: 'of-jack' }, ...copy('consumer', 'c') },
      ...(has('group') && { group_id: 'g' }),
    },
  ]);
  if (has('service') || given.script)
    objects.push([
      '/services/s',
      { plugins: copy('service', 'm'), ...(given.script && { script: 'local _M = {} return _M' }) },
    ]);
  if (has('config')) objects.push(['/plugin_configs/p', { plugins: copy('config', 'm') }]);
  objects.push([
    '/routes/r',
    {
      uri: '/r/*',
      upstream: { type: 'roundrobin', nodes: { [`127.0.0.1:${upstream}`]: 1 } },
      plugins: { ...(given.anonymous ? {} : keyAuth), ...copy('route', 'm') },
      ...((has('service') || given.script) && { service_id: 's' }),
      ...(has('config') && { plugin_config_id: 'p' }),
    },
  ]);
  if (has('global')) objects.push(['/global_rules/1', { plugins: copy('global', 'g') }]);
  if (given.metadata !== false)
    objects.push(['/plugin_metadata/opentelemetry', { collector: { address: `127.0.0.1:${receiver}` } }]);
  return objects;
}

function configOf(plugin: RunningPlugin, placed: Placed, part: Part, receiver: number) {
  const { disabled, filtered, filter, sampler = 'on' } = placed;
  const meta = {
    ...(disabled && { disable: true }),
    ...(filtered && { filter: [[`arg_${part}`, '==', '1']] }),
    ...(filter && { filter }),
  };
  const own = {
    opentelemetry: { sampler: samplers[sampler] },
    prometheus: {},
    zipkin: { endpoint: `http://127.0.0.1:${receiver}/zipkin`, sample_ratio: 1 },
    skywalking: { sample_ratio: 1 },
  }[plugin];
  return Object.keys(meta).length > 0 ? { ...own, _meta: meta } : own;
}

const samplers = {
  on: { name: 'always_on' },
  off: { name: 'always_off' },
  ratio: { name: 'trace_id_ratio', options: { fraction: 1 } },
  zero: { name: 'trace_id_ratio' },
  parent: { name: 'parent_base' },
};

function requestsOf(given: EmissionCase): Sent[] {
  const { global, consumer, group } = given;
  const merged = given.route ?? given.config ?? given.service;
  const both = (copy: Placed | undefined) => (copy?.filtered ? [true, false] : [true]);
  let status = 200;
  return (['nobody', 'jack'] as const).flatMap((as) =>
    both(global).flatMap((g) =>
      both(merged).flatMap((m) =>
        both(as === 'jack' ? (consumer ?? group) : undefined).map((c) => ({
          as,
          passes: { g, m, c },
          status: status++,
        })),
      ),
    ),
  );
}

/** A request whose caller sampled it. */
function send(port: number, at: number, { as, passes, status }: Sent): Promise<void> {
  const query = Object.entries(passes).map(([part, holds]) => `${part}=${holds ? 1 : 0}`);
  const path = `/r/${at}?status=${status}&${query.join('&')}`;
  const headers = {
    traceparent: `00-0af7651916cd43dd8448eb211c80319c-${callerSpan}-01`,
    ...(as === 'jack' && { apikey: 'of-jack' }),
  };
  return new Promise((resolve, reject) => {
    httpRequest({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => {
      response.resume().once('end', resolve);
    })
      .once('error', reject)
      .end();
  });
}

async function countsByCode({ metricsPort }: Gateway): Promise<Map<number, number>> {
  const answer = await fetch(`http://127.0.0.1:${metricsPort}/apisix/prometheus/metrics`);
  const lines = (await answer.text()).matchAll(/^apisix_http_status\{code="(\d+)"[^}]*\} (\d+)$/gm);
  const counts = new Map<number, number>();
  for (const [, code, count] of lines) counts.set(Number(code), (counts.get(Number(code)) ?? 0) + Number(count));
  return counts;
}
