import type { InForceInput } from './plugins-in-force';

/** What tests of a plugin in force put into it. */
export const on = { sampler: { name: 'always_on' } };
export const disabled = { ...on, _meta: { disable: true } };

export function holder(id: string, opentelemetry?: unknown, prometheus?: unknown) {
  return {
    id,
    name: `name of ${id}`,
    plugins: { ...(opentelemetry !== undefined && { opentelemetry }), ...(prometheus !== undefined && { prometheus }) },
  };
}

export function input(changes: Partial<InForceInput> = {}): InForceInput {
  return {
    plugin: 'opentelemetry',
    route: holder('r'),
    pluginConfig: 'none',
    service: 'none',
    hasScript: false,
    globalRules: [],
    consumers: [],
    findsConsumer: true,
    loaded: true,
    metadata: true,
    ...changes,
  };
}

export const prometheus = (changes: Partial<InForceInput>) =>
  input({ plugin: 'prometheus', metadata: 'not_needed', ...changes });
