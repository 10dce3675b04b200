import type { IncomingMessage } from 'node:http';
import { findRoutes } from '@/lib/apisix/router';
import type { Reporter } from '@/sandbox/agent/reporter';
import type { GatewayConfig } from '@/sandbox/apisix/config';
import type { MatchedRoute, RequestContext } from './context';
import { forward } from './forward';
import { mergePlugins, type PlannedPlugin, planPlugins } from './in-force';
import type { GatewayObjects, Plugins } from './objects';
import { decideAgain, runRequestPhase } from './phases';
import type { Exit, Plugin } from './plugin';
import { chooseUpstream } from './upstream';
import type { ResolveNode } from './upstream-request';

/** How a request is answered: by the gateway itself, by nginx for want of an answer, or by the upstream. */
export type Reply =
  | { kind: 'exit'; exit: Exit }
  | { kind: 'nginx'; status: number }
  | { kind: 'upstream'; response: IncomingMessage };

export type GatewayParts = {
  objects: GatewayObjects;
  config: GatewayConfig;
  plugins: readonly Plugin[];
  reporter: Reporter;
  resolveNode: ResolveNode;
};

/** A request's way from its arrival to its answer, in the order of APISIX's access phase (apisix/init.lua). */
export class Passage {
  /** Plugins of the route as they run for this request; those of a consumer come in on the way. */
  #plugins: readonly PlannedPlugin[] = [];

  constructor(
    private readonly parts: GatewayParts,
    private readonly context: RequestContext,
  ) {}

  /** Every plugin that runs for the request, global rules' first. */
  plugins(): readonly PlannedPlugin[] {
    return [...this.#globalPlugins(), ...this.#plugins];
  }

  async pass(request: IncomingMessage, signal: AbortSignal): Promise<Reply> {
    const { context } = this;
    if (context.path === null) return { kind: 'nginx', status: 400 };
    const matched = this.#match();
    if (typeof matched === 'number') return { kind: 'exit', exit: { status: matched } };
    context.matched = matched;
    const exit = await this.#runRequestPhases();
    if (exit !== null) return { kind: 'exit', exit };
    if (matched === null) return { kind: 'exit', exit: { status: 404, body: { error_msg: '404 Route Not Found' } } };
    return this.#forward(matched, request, signal);
  }

  /** Null: no route. A number: the status by which APISIX answers where a route refers to what is not there. */
  #match(): MatchedRoute | null | 404 | 503 {
    const { objects } = this.parts;
    const { target, method, hostHeader, clientHeaders, remoteAddr } = this.context;
    const facts = { path: target, method, host: hostHeader, headers: clientHeaders, remoteAddr };
    // A condition that can't be decided here (a filter_func is Lua) counts as not met.
    const found = findRoutes(objects.index(), facts).found.find(({ needs }) => needs.length === 0);
    const object = found && objects.find('routes', found.routeId);
    if (!found || !object) return null;
    const { plugin_config_id: configId, service_id: serviceId } = object;
    const config = configId === undefined ? undefined : objects.find('plugin_configs', configId);
    if (config === null) return 503;
    const service = serviceId === undefined ? undefined : objects.find('services', serviceId);
    if (service === null) return 404;
    const plugins = mergePlugins(service?.plugins, config?.plugins, object.plugins);
    return {
      id: found.routeId,
      object,
      uri: found.uri,
      host: found.host,
      service: service ? { id: String(serviceId), object: service } : null,
      plugins,
    };
  }

  async #runRequestPhases(): Promise<Exit | null> {
    const { context } = this;
    const { matched } = context;
    const rewritten = await runRequestPhase('rewrite', this.#globalPlugins(), context);
    if (rewritten !== null) return rewritten;
    // A script runs in the place of the plugins. It is Lua: here it does nothing.
    if (matched && !hasScript(matched)) {
      this.#plugins = this.#plan(matched.plugins);
      const exit = (await runRequestPhase('rewrite', this.#plugins, context)) ?? (await this.#mergeConsumer(matched));
      if (exit !== null) return exit;
    }
    return (
      (await runRequestPhase('access', this.#globalPlugins(), context)) ??
      (await runRequestPhase('access', this.#plugins, context))
    );
  }

  /** Consumer over consumer group over route; plugins that only they bring run their rewrite phase now. */
  async #mergeConsumer(matched: MatchedRoute): Promise<Exit | null> {
    const { consumer } = this.context;
    if (consumer === null) return null;
    const group = consumer.groupId === null ? undefined : this.parts.objects.find('consumer_groups', consumer.groupId);
    if (group === null) return { status: 503 };
    const own = mergePlugins(group?.plugins, consumer.plugins);
    if (Object.keys(own).length === 0) return null;
    const plugins = mergePlugins(matched.plugins, own);
    this.context.matched = { ...matched, plugins };
    decideAgain(this.#plugins, this.context);
    this.#plugins = this.#plan(plugins);
    const added = this.#plugins.filter(
      ({ plugin }) => plugin.type !== 'auth' && !Object.hasOwn(matched.plugins, plugin.name),
    );
    return runRequestPhase('rewrite', added, this.context);
  }

  /** Asked about the merged plugins: APISIX merges plugin config and service into the very route object. */
  #globalPlugins(): readonly PlannedPlugin[] {
    return this.#plan(this.parts.objects.globalPlugins(), this.context.matched?.plugins);
  }

  #plan(plugins: Readonly<Plugins>, preferred?: Readonly<Plugins>): readonly PlannedPlugin[] {
    const { config } = this.parts;
    return planPlugins(this.parts.plugins, plugins, (name) => config.isLoaded(name), preferred);
  }

  async #forward(matched: MatchedRoute, request: IncomingMessage, signal: AbortSignal): Promise<Reply> {
    const { context, parts } = this;
    const choice = chooseUpstream(matched, parts.objects);
    if (choice.kind === 'none') return { kind: 'exit', exit: { status: choice.status } };
    const body = await readBody(request);
    context.requestLength += body.length;
    const localPort = request.socket.localPort ?? 0;
    const forwarding = { context, upstream: choice.upstream, body, signal, localPort };
    const result = await forward(forwarding, parts.resolveNode, parts.reporter);
    if (result.kind === 'answer') return { kind: 'upstream', response: result.response };
    // Without a try APISIX itself found no node.
    return context.tries.length === 0
      ? { kind: 'exit', exit: { status: result.status } }
      : { kind: 'nginx', status: result.status };
  }
}

function hasScript({ object, service }: MatchedRoute): boolean {
  return typeof (object.script ?? service?.object.script) === 'string';
}

/** The whole body, as nginx reads it before it talks to an upstream. */
async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
