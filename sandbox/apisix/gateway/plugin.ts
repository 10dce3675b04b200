import type { RequestContext } from './context';
import type { PluginConf } from './objects';

/** Ends a request within the gateway. A body that is no text is sent as JSON, no body as nginx's page. */
export type Exit = { status: number; body?: unknown };

/** An APISIX plugin in its phases, which run in this order; `rewrite` and `access` may end the request. */
export type Plugin = {
  name: string;
  /** Of two plugins the one with the higher priority runs first. */
  priority: number;
  /** An auth plugin on a consumer is that consumer's credentials: it does not run again. */
  type?: 'auth';
  /** A global rule's copy is left out where the route has an enabled one. */
  runPolicy?: 'prefer_route';
  rewrite?(conf: PluginConf, context: RequestContext): Exit | undefined | Promise<Exit | undefined>;
  access?(conf: PluginConf, context: RequestContext): Exit | undefined | Promise<Exit | undefined>;
  headerFilter?(conf: PluginConf, context: RequestContext): void;
  /** Null: the body passes as it comes. */
  bodyFilter?(conf: PluginConf, context: RequestContext): ((body: Buffer) => Buffer) | null;
  log?(conf: PluginConf, context: RequestContext): void;
};

type Typed<C> = {
  [K in keyof Plugin]: Plugin[K] extends ((conf: PluginConf, context: RequestContext) => infer R) | undefined
    ? (conf: C, context: RequestContext) => R
    : Plugin[K];
};

/**
 * A plugin whose phases are written against the type of its configuration. The Admin API has validated what gets
 * here; defaults of the schema may be missing in it.
 */
export function definePlugin<C>(plugin: Typed<C>): Plugin {
  return plugin as Plugin;
}
