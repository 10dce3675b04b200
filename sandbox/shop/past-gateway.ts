import { buildRouterIndex, findRoutes } from '@/lib/apisix/router';
import type { RouterRoute, RouterService } from '@/lib/apisix/router/types';
import type { Exchange } from '@/sandbox/agent/exchange';
import { SyscallTrace } from '@/sandbox/agent/syscall-trace';
import type { CountedClock } from './clock';
import type { GatewayObject } from './gateway-object';
import { partyOf, podPort } from './places';
import { type Surroundings, serve } from './service';
import type { Visit } from './traffic';
import { type Answer, failed, type ServiceName, serviceNames } from './work';

type Body = Record<string, unknown>;
type Route = RouterRoute & Body & { id: string };
type Sourced = Answer & { source: Passed['source'] };

const own = (status: number): Sourced => ({ ...failed(status), source: 'apisix' });

/** A visit as the gateway treated it: what its plugins would know of it. */
export type Passed = {
  visit: Visit;
  route: Route | null;
  service: Route | null;
  status: number;
  /** Who made the answer. */
  source: 'upstream' | 'nginx' | 'apisix';
  startUs: number;
  endUs: number;
};

/**
 * Decides, before the request goes on, whether the gateway records a span and which `traceparent` it sends.
 * `uri` of the route is the pattern by which it matched.
 */
export type StartSpan = (
  visit: Visit,
  route: Route,
  config: Body,
) => { traceparent: string; end(passed: Passed): void } | null;

/**
 * The gateway as it would have treated a visit that is over: the configured routes on a counted clock. Of the plugins
 * it runs those that change what a visitor of the shop meets, by the same rules as the sandbox's gateway.
 */
export class PastGateway {
  readonly #byKind = new Map<string, Map<string, Route>>();
  readonly #index;
  #connections = 0;

  constructor(
    objects: readonly GatewayObject[],
    private readonly around: Surroundings,
    private readonly startSpan: StartSpan,
  ) {
    for (const { kind, id, body } of objects)
      this.#byKind.set(kind, (this.#byKind.get(kind) ?? new Map<string, Route>()).set(id, { ...body, id }));
    const all = (kind: string) => [...(this.#byKind.get(kind)?.values() ?? [])];
    this.#index = buildRouterIndex(all('routes'), all('services') as RouterService[]);
  }

  async pass(visit: Visit, clock: CountedClock): Promise<void> {
    const { random, reporter } = this.around;
    await clock.wait(random.duration(0.25));
    const startUs = clock.nowUs();
    const syscall = new SyscallTrace();
    const { route, pattern } = this.#routeOf(visit);
    const service = this.#find('services', route?.service_id);
    const plugins = this.#pluginsOf(route, service);
    const tracing =
      route && plugins.opentelemetry ? this.startSpan(visit, { ...route, uri: pattern }, plugins.opentelemetry) : null;
    const headers = tracing ? { ...visit.headers, traceparent: tracing.traceparent } : visit.headers;
    await clock.wait(random.duration(0.4));
    const answer = route ? await this.#answer(visit, headers, route, service, plugins, clock, syscall) : own(404);
    await clock.wait(random.duration(0.15));
    const endUs = clock.nowUs();
    tracing?.end({ visit, route, service, status: answer.status, source: answer.source, startUs, endUs });
    const client =
      'workload' in visit.client
        ? partyOf(visit.client.workload, this.#port())
        : { workload: null, ip: visit.client.ip, port: this.#port() };
    reporter.report({
      ...this.#common(visit, answer, `in-${this.#connections}`),
      client,
      server: partyOf('apisix', 9080),
      startUs,
      endUs,
      requestHeaders: visit.headers,
      clientSyscall: null,
      serverSyscall: syscall.served(),
    });
  }

  async #answer(
    visit: Visit,
    headers: Record<string, string>,
    route: Route,
    service: Route | null,
    plugins: Record<string, Body>,
    clock: CountedClock,
    syscall: SyscallTrace,
  ): Promise<Sourced> {
    const { random, reporter } = this.around;
    const fault = plugins['fault-injection'] as
      | { abort?: { http_status: number }; delay?: { duration: number; percentage?: number } }
      | undefined;
    if (fault?.delay && random.chance((fault.delay.percentage ?? 100) / 100))
      await clock.wait(fault.delay.duration * 1000);
    if (fault?.abort) return own(fault.abort.http_status);
    if (plugins['key-auth'] && !headers.apikey) return own(401);
    const target = this.#target(route, service);
    if (target === 'no nodes') return own(503);
    const clientStartUs = clock.nowUs();
    if (target === 'refused') {
      await clock.wait(random.duration(0.6));
      return { ...failed(502), source: 'nginx' };
    }
    const path = rewritten(visit.path, plugins['proxy-rewrite']);
    await clock.wait(random.duration(0.2));
    const served = await serve(
      target,
      { method: visit.method, host: visit.host, path, headers, bytes: visit.bytes },
      clock,
      this.around,
    );
    await clock.wait(random.duration(0.2));
    reporter.report({
      ...this.#common({ ...visit, path }, served.answer, `out-${target}-${this.#connections % 8}`),
      client: partyOf('apisix', this.#port()),
      server: partyOf(target, podPort),
      startUs: served.startUs,
      endUs: served.endUs,
      clientStartUs,
      clientEndUs: clock.nowUs(),
      requestHeaders: headers,
      clientSyscall: syscall.call(true),
      serverSyscall: served.syscall,
    });
    return { ...served.answer, source: 'upstream' };
  }

  #common(visit: Visit, answer: Answer, connectionId: string) {
    this.#connections += 1;
    const reqSeq = (this.#connections * 7_919 + 17) % 4_294_967_295;
    return {
      method: visit.method,
      host: visit.host,
      path: visit.path,
      status: answer.status,
      requestBytes: visit.bytes + visit.path.length + visit.host.length + 110,
      responseBytes: answer.bytes + 240,
      responseHeaders: {},
      connectionId,
      reqSeq,
      respSeq: (reqSeq + 2_147_483_647) % 4_294_967_295,
    } satisfies Partial<Exchange>;
  }

  #port(): number {
    return 32_768 + (this.#connections % 20_000);
  }

  #find(kind: string, id: unknown): Route | null {
    return this.#byKind.get(kind)?.get(String(id)) ?? null;
  }

  /** The route that takes the visit, and the pattern by which: all facts are known, so nothing is undecided. */
  #routeOf(visit: Visit): { route: Route | null; pattern: string } {
    const remoteAddr = 'ip' in visit.client ? visit.client.ip : partyOf(visit.client.workload, 0).ip;
    const { method, host, path, headers } = visit;
    const [first] = findRoutes(this.#index, { method, host, path, headers, remoteAddr }).found;
    return { route: this.#find('routes', first?.routeId), pattern: first?.uri ?? '' };
  }

  /** Route over plugin config over service; what `_meta.disable` switches off is left out. */
  #pluginsOf(route: Route | null, service: Route | null): Record<string, Body> {
    const config = this.#find('plugin_configs', route?.plugin_config_id);
    const merged: Record<string, Body> = Object.assign({}, service?.plugins, config?.plugins, route?.plugins);
    return Object.fromEntries(
      Object.entries(merged).filter(([, { _meta }]) => !(_meta as { disable?: boolean } | undefined)?.disable),
    );
  }

  #target(route: Route, service: Route | null): ServiceName | 'refused' | 'no nodes' {
    const upstream = this.#find('upstreams', route.upstream_id ?? service?.upstream_id);
    const node = Object.keys((upstream?.nodes ?? {}) as Record<string, number>)[0];
    if (node === undefined) return 'no nodes';
    return serviceNames.find((name) => node.startsWith(`${name}.`)) ?? 'refused';
  }
}

function rewritten(path: string, config: Body | undefined): string {
  const pairs = (config?.regex_uri ?? []) as string[];
  const [plain = '', query] = path.split('?', 2);
  for (let index = 0; index + 1 < pairs.length; index += 2) {
    const pattern = new RegExp(pairs[index] ?? '');
    if (pattern.test(plain))
      return plain.replace(pattern, pairs[index + 1] ?? '') + (query === undefined ? '' : `?${query}`);
  }
  return path;
}
