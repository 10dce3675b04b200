import type { PluginConfig } from '@/lib/changes/dto';
import type { ExportedObject, ExportNote, Group, Survey, Writer } from './dialect';
import { yamlText } from './yaml-text';

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
export function apisixRoute(survey: Survey): Writer {
  const { target } = survey;
  if (target.kind !== 'route_plugin') return notThere('apisix-route.yaml');
  const { plugin } = target;
  const piece = documents((object) => {
    const { objectId, objectName, after } = object;
    const { namespace, name, rule } = kubernetesName(object);
    return {
      comment: `Route ${objectId} ${objectName}: ${after ? 'set this plugin' : `take ${plugin} out of the plugins`} of this rule.`,
      value: {
        apiVersion: 'apisix.apache.org/v2',
        kind: 'ApisixRoute',
        metadata: { namespace, name },
        spec: { http: [{ name: rule, plugins: listOf(plugin, after, true) }] },
      },
    };
  });
  return {
    language: 'yaml',
    fileName: 'apisix-route.yaml',
    notes: ['apisix_route_part', ...nameNotes(survey), ...removalNote(survey)],
    parts: { head: '', piece },
  };
}

/** One resource for each configuration, in each namespace, named after it: routes refer to it by `plugin_config_name`. */
export function apisixPluginConfig(survey: Survey): Writer {
  const { target } = survey;
  if (target.kind !== 'route_plugin') return notThere('apisix-plugin-config.yaml');
  const { plugin } = target;
  const piece = documentOfGroup(survey, ({ after, ...object }, { routes }) => ({
    comment: `For the rules of: ${routes.join(', ')}${after ? '' : `\n${plugin} is taken out of what they refer to.`}`,
    value: {
      apiVersion: 'apisix.apache.org/v2',
      kind: 'ApisixPluginConfig',
      metadata: { namespace: kubernetesName(object).namespace, name: namedAfter(plugin, after) },
      spec: { plugins: listOf(plugin, after, true) },
    },
  }));
  return {
    language: 'yaml',
    fileName: 'apisix-plugin-config.yaml',
    notes: ['apisix_plugin_config_reference', ...nameNotes(survey), ...removalNote(survey)],
    parts: { head: '', piece },
  };
}

/**
 * Gateway API: a PluginConfig to which a rule of an HTTPRoute in the same namespace refers by a filter `ExtensionRef`
 * (httproute.go, fillPluginFromExtensionRef). It has no `enable` (api/v1alpha1/pluginconfig_types.go). What holds for
 * the whole gateway is on its GatewayProxy (gatewayproxy_types.go, pluginMetadata).
 */
export function gatewayApi(survey: Survey): Writer {
  const { target } = survey;
  if (target.kind === 'static_config') return notThere('plugin-config.yaml');
  if (target.kind === 'plugin_metadata') {
    const piece = documents(({ after }) => ({
      comment: 'A part of the GatewayProxy of this gateway.',
      value: {
        apiVersion: 'apisix.apache.org/v1alpha1',
        kind: 'GatewayProxy',
        metadata: { namespace: unknownName.namespace, name: unknownName.name },
        spec: { pluginMetadata: after ? { [target.plugin]: after } : {} },
      },
    }));
    return {
      language: 'yaml',
      fileName: 'gateway-proxy.yaml',
      notes: ['gateway_proxy', 'names_unknown', ...removalNote(survey)],
      parts: { head: '', piece },
    };
  }
  const { plugin } = target;
  const piece = documentOfGroup(survey, ({ after, ...object }, { routes }) => {
    const name = namedAfter(plugin, after);
    const reference = `{type: ExtensionRef, extensionRef: {group: apisix.apache.org, kind: PluginConfig, name: ${name}}}`;
    return {
      comment: `For the rules of: ${routes.join(', ')}\n${after ? `Each needs the filter ${reference}` : `${plugin} is taken out of what they refer to.`}`,
      value: {
        apiVersion: 'apisix.apache.org/v1alpha1',
        kind: 'PluginConfig',
        metadata: { namespace: kubernetesName(object).namespace, name },
        spec: { plugins: listOf(plugin, after, false) },
      },
    };
  });
  return {
    language: 'yaml',
    fileName: 'plugin-config.yaml',
    notes: ['gateway_api_reference', ...nameNotes(survey), ...removalNote(survey)],
    parts: { head: '', piece },
  };
}

type Document = { comment: string; value: unknown };
type Piece = (object: ExportedObject) => string;

/** Several documents in one file, one for each object that gives one. */
function documents(of: (object: ExportedObject) => Document | null): Piece {
  let separator = '';
  return (object) => {
    const document = of(object);
    if (document === null) return '';
    const text = `${separator}${yamlText(document.value, document.comment)}`;
    separator = '---\n';
    return text;
  };
}

/** One document for each group, where its first object stands. */
function documentOfGroup({ groups, groupKey }: Survey, of: (object: ExportedObject, group: Group) => Document): Piece {
  const done = new Set<Group>();
  return documents((object) => {
    // What was written while the survey was made stands alone.
    const routes = [object.objectName || object.objectId];
    const group = groups.get(groupKey(object)) ?? { routes };
    if (done.has(group)) return null;
    done.add(group);
    return of(object, group);
  });
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

/**
 * A name that is another one for another configuration, in whatever file it is: `kubectl apply` of a second change must
 * not replace what rules refer to since the first.
 */
function namedAfter(plugin: string, config: PluginConfig | null): string {
  return `${plugin}-${shortHash(JSON.stringify(config))}`;
}

/** 53 bits of a text (cyrb53), which the browser can make without waiting; nothing secret rests on it. */
function shortHash(text: string): string {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36).padStart(11, '0');
}

function nameNotes({ names }: Survey): ExportNote[] {
  return [...(names.known ? (['names_guessed'] as const) : []), ...(names.unknown ? (['names_unknown'] as const) : [])];
}

function removalNote({ isRemoval }: Survey): ExportNote[] {
  return isRemoval ? ['removal'] : [];
}

function notThere(fileName: string): Writer {
  return { parts: null, language: 'yaml', fileName, notes: ['not_in_dialect'] };
}
