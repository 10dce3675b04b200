import { buildRouterIndex, type RouterIndex, type RouterKind, type RouterRoute } from '@/lib/apisix/router';
import type { RouterService } from '@/lib/apisix/router/types';
import type { Entry, Kind, Store } from '@/sandbox/apisix/store';

/** Where the gateway has its objects from: it reads them, and rebuilds what it made of them on a change. */
export type ObjectSource = Pick<Store, 'get' | 'list' | 'onChange' | 'down'>;

/** A plugin's configuration at one place, as it was written. */
export type PluginConf = Readonly<Record<string, unknown>> & {
  readonly _meta?: {
    readonly disable?: boolean;
    readonly priority?: number;
    readonly filter?: unknown;
    readonly error_response?: unknown;
  };
};

export type GatewayObject = Readonly<Record<string, unknown>> & { readonly plugins?: Readonly<Plugins> };
export type Plugins = Record<string, PluginConf>;

export type Consumer = {
  name: string;
  groupId: string | null;
  credentialId: string | null;
  customId: string | null;
  plugins: Readonly<Plugins>;
};

/** The objects of the gateway in the forms that a request needs, each made once and again after a change. */
export class GatewayObjects {
  #index: RouterIndex | null = null;
  #keys: Map<string, Consumer> | null = null;
  #globalPlugins: Plugins | null = null;
  readonly #stop: () => void;

  constructor(
    private readonly source: ObjectSource,
    private readonly router: RouterKind,
  ) {
    this.#stop = source.onChange(({ entry: { kind } }) => {
      if (kind === 'routes' || kind === 'services') this.#index = null;
      if (kind === 'consumers' || kind === 'credentials') this.#keys = null;
      if (kind === 'global_rules') this.#globalPlugins = null;
    });
  }

  close(): void {
    this.#stop();
  }

  find(kind: Kind, id: unknown): GatewayObject | null {
    if (typeof id !== 'string' && typeof id !== 'number') return null;
    const entry = this.source.get(kind, String(id));
    return entry === undefined ? null : objectOf(entry);
  }

  list(kind: Kind): readonly Entry[] {
    return this.source.list(kind);
  }

  /** False while the store can't be written to; what has been read goes on working. */
  isReachable(): boolean {
    return !this.source.down;
  }

  index(): RouterIndex {
    this.#index ??= buildRouterIndex(
      // Objects that make no sense are the router's to judge; it takes any.
      this.source.list('routes').map(({ id, value }) => ({ ...value, id }) as RouterRoute),
      this.source.list('services').map(({ id, value }) => ({ ...value, id }) as RouterService),
      this.router,
    );
    return this.#index;
  }

  /** A plugin that two global rules configure runs for neither. */
  globalPlugins(): Readonly<Plugins> {
    if (this.#globalPlugins === null) {
      const plugins: Plugins = {};
      const seen = new Set<string>();
      for (const entry of this.source.list('global_rules')) {
        for (const [name, conf] of Object.entries(objectOf(entry).plugins ?? {})) {
          if (seen.has(name)) delete plugins[name];
          else plugins[name] = conf;
          seen.add(name);
        }
      }
      this.#globalPlugins = plugins;
    }
    return this.#globalPlugins;
  }

  /** The consumer with this `key-auth` key, its own or one of its credentials'. */
  consumerByKey(key: string): Consumer | null {
    this.#keys ??= this.#readKeys();
    return this.#keys.get(key) ?? null;
  }

  consumerByName(name: string): Consumer | null {
    const consumer = this.find('consumers', name);
    return consumer === null ? null : toConsumer(name, consumer, null);
  }

  #readKeys(): Map<string, Consumer> {
    const keys = new Map<string, Consumer>();
    for (const entry of this.source.list('consumers')) {
      const consumer = objectOf(entry);
      const key = consumer.plugins?.['key-auth']?.key;
      if (typeof key === 'string') keys.set(key, toConsumer(entry.id, consumer, null));
    }
    for (const entry of this.source.list('credentials')) {
      const [name = '', credentialId = ''] = entry.id.split('/');
      const key = objectOf(entry).plugins?.['key-auth']?.key;
      const consumer = this.find('consumers', name);
      if (typeof key === 'string' && consumer !== null) keys.set(key, toConsumer(name, consumer, credentialId));
    }
    return keys;
  }
}

function objectOf(entry: Entry): GatewayObject {
  // JSON whose plugins the Admin API has validated.
  return entry.value as GatewayObject;
}

function toConsumer(name: string, consumer: GatewayObject, credentialId: string | null): Consumer {
  const { group_id, labels, plugins = {} } = consumer;
  const customId = typeof labels === 'object' && labels !== null && 'custom_id' in labels ? labels.custom_id : null;
  return {
    name,
    groupId: group_id === undefined ? null : String(group_id),
    credentialId,
    customId: typeof customId === 'string' ? customId : null,
    plugins,
  };
}
