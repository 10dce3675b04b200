import type { ExportedObject, Survey, Writer } from './dialect';
import { staticValues } from './static-values';
import { indented, listItem, openList, yamlText } from './yaml-text';

/**
 * Values of the chart `apisix` (apache/apisix-helm-chart). Routes are none of its values, except in standalone mode,
 * where `apisix.deployment.standalone.config` is the text of apisix.yaml (templates/apisix-config-cm.yml puts it there
 * and ends it with #END). Plugin metadata is a value of the ingress controller's GatewayProxy: the template of the
 * sub-chart reads `gatewayProxy.pluginMetadata`.
 */
export function helmValues({ target, isRemoval }: Survey): Writer {
  const base = { language: 'yaml', fileName: 'values.yaml' } as const;
  if (target.kind === 'static_config') {
    const piece = ({ after }: ExportedObject) => (after === null ? '' : staticValues(after));
    return { ...base, parts: { head: '', piece }, notes: ['static_settings'] };
  }
  const removal = isRemoval ? (['removal'] as const) : [];
  const { plugin } = target;
  if (target.kind === 'plugin_metadata') {
    const parts: Writer['parts'] = {
      head: '',
      piece: ({ after }) =>
        yamlText({ 'ingress-controller': { gatewayProxy: { pluginMetadata: after ? { [plugin]: after } : {} } } }),
    };
    return { ...base, parts, notes: ['helm_gateway_proxy', ...removal] };
  }
  const config = openList(yamlText({ routes: [] }, 'A part of apisix.yaml: set these plugins of these routes there.'));
  const parts: Writer['parts'] = {
    // The text of another file is written as a block, to be read and edited.
    head: `apisix:\n  deployment:\n    standalone:\n      config: |\n${indented(config, 8)}`,
    piece: ({ objectId, after }) =>
      indented(listItem({ id: objectId, plugins: after ? { [plugin]: after } : {} }, 2), 8),
  };
  return { ...base, parts, notes: ['helm_standalone', 'helm_plugin_list', ...removal] };
}
