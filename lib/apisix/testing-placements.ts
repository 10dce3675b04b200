import { type CopyHolder, type InForceInput, pluginInForce, type SwitchedPlugin } from './plugins-in-force';

type Config = Record<string, unknown>;
/** What stands on each place where a plugin can be configured; null: no copy there. */
export type Placement = {
  plugin: SwitchedPlugin;
  route: Config | null;
  pluginConfig: Config | null;
  service: Config | null;
  global: Config | null;
  hasScript: boolean;
};

const disable = { disable: true };
const always = { sampler: { name: 'always_on' } };
const never = { sampler: { name: 'always_off' } };
const some = { filter: [['arg_a', '==', '1']] };

/** A copy that runs, is kept, only stops others, takes nothing, is for some requests, or follows its parent. */
const copies: Record<SwitchedPlugin, readonly (Config | null)[]> = {
  opentelemetry: [
    ...[null, always, { ...always, _meta: disable }, { _meta: disable }, never, { ...never, _meta: disable }],
    ...[
      { ...always, _meta: some },
      { ...never, _meta: some },
    ],
    ...[{ sampler: { name: 'parent_base', options: { root: { name: 'always_off' } } } }],
    { ...always, _meta: { filter: [['consumer_name', '==', 'jack']] } },
  ],
  prometheus: [null, { prefer_name: true }, { prefer_name: true, _meta: disable }, { _meta: disable }, { _meta: some }],
};

/** Every way to place these copies on a route and behind it. */
export function* placements(): Generator<Placement> {
  for (const plugin of ['opentelemetry', 'prometheus'] as const)
    for (const route of copies[plugin])
      for (const pluginConfig of copies[plugin])
        for (const service of pluginConfig === null ? copies[plugin] : [null, copies[plugin][1] ?? null])
          for (const global of copies[plugin])
            for (const hasScript of [false, true]) yield { plugin, route, pluginConfig, service, global, hasScript };
}

function inputOf({ plugin, route, pluginConfig, service, global, hasScript }: Placement): InForceInput {
  const holder = (id: string, config: Config | null): CopyHolder => ({
    ...{ id, name: '' },
    plugins: config === null ? {} : { [plugin]: config },
  });
  return {
    plugin,
    route: holder('r', route),
    pluginConfig: pluginConfig === null ? 'none' : holder('p', pluginConfig),
    service: service === null ? 'none' : holder('s', service),
    hasScript,
    globalRules: global === null ? [] : [holder('g', global)],
    ...{ consumers: [], findsConsumer: false, loaded: true, metadata: true },
  };
}

export function stateOf(placement: Placement) {
  return pluginInForce(inputOf(placement));
}
