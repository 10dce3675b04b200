import type { PluginConfig } from '@/lib/changes/dto';
import type { Exported, ExportedObject, ExportInput, ExportNote } from './dialect';
import { yamlDocuments } from './yaml-text';

/**
 * Resources of apisix-ingress-controller 2 (apiVersions apisix.apache.org/v2 and v1alpha1).
 *
 * - Its routes are named `<namespace>_<name>_<rule>` (api/adc/types.go, ComposeRouteName; apisixroute.go, httproute.go):
 *   names of Kubernetes hold no `_`, so that they can be read back.
 * - A plugin of an ApisixRoute or ApisixPluginConfig with `enable: false` is left out (apisixroute.go,
 *   loadRoutePlugins): that stops no inherited copy, so a disabled one is written as `_meta.disable` instead.
 * - `http` and `plugins` are lists without merge keys: `kubectl apply` would replace them whole, so that a part of an
 *   ApisixRoute is to be put into the manifest by hand.
 */
export function apisixRoute({ target, objects }: ExportInput): Exported {
  if (target.kind !== 'route_plugin') return notThere('apisix-route.yaml');
  const { plugin } = target;
  const names = objects.map(kubernetesName);
  return {
    text: yamlDocuments(
      objects.map(({ objectId, objectName, after }, index) => {
        const { namespace, name, rule } = names[index] ?? unknownName;
        return {
          comment: `Route ${objectId} ${objectName}: ${after ? 'set this plugin' : `take ${plugin} out of the plugins`} of this rule.`,
          value: {
            apiVersion: 'apisix.apache.org/v2',
            kind: 'ApisixRoute',
            metadata: { namespace, name },
            spec: { http: [{ name: rule, plugins: listOf(plugin, after, true) }] },
          },
        };
      }),
    ),
    language: 'yaml',
    fileName: 'apisix-route.yaml',
    notes: ['apisix_route_part', ...nameNotes(names), ...removalNote(objects)],
  };
}

/** One resource for each configuration, in each namespace: routes refer to it by `plugin_config_name`. */
export function apisixPluginConfig({ target, objects }: ExportInput): Exported {
  if (target.kind !== 'route_plugin') return notThere('apisix-plugin-config.yaml');
  const { plugin } = target;
  const groups = groupsOf(objects);
  return {
    text: yamlDocuments(
      groups.map(({ namespace, after, routes }, index) => ({
        comment: `For the rules of: ${routes.join(', ')}${after ? '' : `\n${plugin} is taken out of what they refer to.`}`,
        value: {
          apiVersion: 'apisix.apache.org/v2',
          kind: 'ApisixPluginConfig',
          metadata: { namespace, name: numbered(plugin, index, groups.length) },
          spec: { plugins: listOf(plugin, after, true) },
        },
      })),
    ),
    language: 'yaml',
    fileName: 'apisix-plugin-config.yaml',
    notes: ['apisix_plugin_config_reference', ...nameNotes(objects.map(kubernetesName)), ...removalNote(objects)],
  };
}

/**
 * Gateway API: a PluginConfig to which a rule of an HTTPRoute in the same namespace refers by a filter `ExtensionRef`
 * (httproute.go, fillPluginFromExtensionRef). It has no `enable` (api/v1alpha1/pluginconfig_types.go). What holds for
 * the whole gateway is on its GatewayProxy (gatewayproxy_types.go, pluginMetadata).
 */
export function gatewayApi({ target, objects }: ExportInput): Exported {
  if (target.kind === 'static_config') return notThere('plugin-config.yaml');
  if (target.kind === 'plugin_metadata') {
    const after = objects[0]?.after ?? null;
    return {
      text: yamlDocuments([
        {
          comment: 'A part of the GatewayProxy of this gateway.',
          value: {
            apiVersion: 'apisix.apache.org/v1alpha1',
            kind: 'GatewayProxy',
            metadata: { namespace: unknownName.namespace, name: unknownName.name },
            spec: { pluginMetadata: after ? { [target.plugin]: after } : {} },
          },
        },
      ]),
      language: 'yaml',
      fileName: 'gateway-proxy.yaml',
      notes: ['gateway_proxy', 'names_unknown', ...removalNote(objects)],
    };
  }
  const { plugin } = target;
  const groups = groupsOf(objects);
  return {
    text: yamlDocuments(
      groups.map(({ namespace, after, routes }, index) => {
        const name = numbered(plugin, index, groups.length);
        const reference = `{type: ExtensionRef, extensionRef: {group: apisix.apache.org, kind: PluginConfig, name: ${name}}}`;
        return {
          comment: `For the rules of: ${routes.join(', ')}\n${after ? `Each needs the filter ${reference}` : `${plugin} is taken out of what they refer to.`}`,
          value: {
            apiVersion: 'apisix.apache.org/v1alpha1',
            kind: 'PluginConfig',
            metadata: { namespace, name },
            spec: { plugins: listOf(plugin, after, false) },
          },
        };
      }),
    ),
    language: 'yaml',
    fileName: 'plugin-config.yaml',
    notes: ['gateway_api_reference', ...nameNotes(objects.map(kubernetesName)), ...removalNote(objects)],
  };
}

type KubernetesName = { namespace: string; name: string; rule: string; isKnown: boolean };

const unknownName: KubernetesName = { namespace: 'NAMESPACE', name: 'NAME', rule: 'RULE', isKnown: false };
const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const composed = new RegExp(`^(${label})_(${label}(?:\\.${label})*)_([^]+)$`);

/** Where a route of the ingress controller comes from, by its name. */
export function kubernetesName({ objectName }: Pick<ExportedObject, 'objectName'>): KubernetesName {
  const match = composed.exec(objectName);
  const [namespace, name, rule] = [match?.[1], match?.[3], match?.at(-1)];
  return namespace && name && rule ? { namespace, name, rule, isKnown: true } : unknownName;
}

function listOf(plugin: string, config: PluginConfig | null, withEnable: boolean) {
  return config === null ? [] : [{ name: plugin, ...(withEnable && { enable: true }), config }];
}

function groupsOf(objects: readonly ExportedObject[]) {
  const groups = new Map<string, { namespace: string; after: PluginConfig | null; routes: string[] }>();
  for (const object of objects) {
    const { namespace } = kubernetesName(object);
    const key = JSON.stringify([namespace, object.after]);
    const group = groups.get(key) ?? { namespace, after: object.after, routes: [] };
    group.routes.push(object.objectName || object.objectId);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function numbered(plugin: string, index: number, count: number): string {
  return count === 1 ? plugin : `${plugin}-${index + 1}`;
}

function nameNotes(names: readonly KubernetesName[]): ExportNote[] {
  const notes: ExportNote[] = [];
  if (names.some(({ isKnown }) => isKnown)) notes.push('names_guessed');
  if (names.some(({ isKnown }) => !isKnown)) notes.push('names_unknown');
  return notes;
}

function removalNote(objects: readonly ExportedObject[]): ExportNote[] {
  return objects.some(({ after }) => after === null) ? ['removal'] : [];
}

function notThere(fileName: string): Exported {
  return { text: null, language: 'yaml', fileName, notes: ['not_in_dialect'] };
}
