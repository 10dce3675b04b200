import type { Exported, ExportInput } from './dialect';
import { yamlText } from './yaml-text';

/**
 * Values of the chart `apisix` (apache/apisix-helm-chart). Routes are none of its values, except in standalone mode,
 * where `apisix.deployment.standalone.config` is the text of apisix.yaml (templates/apisix-config-cm.yml puts it there
 * and ends it with #END). Plugin metadata is a value of the ingress controller's GatewayProxy: the template of the
 * sub-chart reads `gatewayProxy.pluginMetadata`.
 */
export function helmValues({ target, objects }: ExportInput): Exported {
  const base = { language: 'yaml', fileName: 'values.yaml' } as const;
  if (target.kind === 'static_config') return { ...base, text: null, notes: ['static_file'] };
  const isRemoval = objects.some(({ after }) => after === null);
  const removal = isRemoval ? (['removal'] as const) : [];
  const { plugin } = target;
  if (target.kind === 'plugin_metadata') {
    const after = objects[0]?.after ?? null;
    const value = { 'ingress-controller': { gatewayProxy: { pluginMetadata: after ? { [plugin]: after } : {} } } };
    return { ...base, text: yamlText(value), notes: ['helm_gateway_proxy', ...removal] };
  }
  const routes = objects.map(({ objectId, after }) => ({ id: objectId, plugins: after ? { [plugin]: after } : {} }));
  const config = yamlText({ routes }, 'A part of apisix.yaml: set these plugins of these routes there.');
  const value = { apisix: { deployment: { standalone: { config } } } };
  return { ...base, text: blockText(value), notes: ['helm_standalone', 'helm_plugin_list', ...removal] };
}

/** The text of another file is written as a block, to be read and edited. */
function blockText(value: { apisix: { deployment: { standalone: { config: string } } } }): string {
  const indented = value.apisix.deployment.standalone.config.replace(/^(?=.)/gm, '        ');
  return `apisix:\n  deployment:\n    standalone:\n      config: |\n${indented}`;
}
