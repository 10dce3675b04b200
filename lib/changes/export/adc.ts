import type { Exported, ExportInput } from './dialect';
import { yamlText } from './yaml-text';

/**
 * ADC: a part of the file that is synced (api7/adc, libs/sdk/src/core/schema.ts). Routes stand within their service,
 * others it does not know; `adc sync` makes what is not in the file go, so that a part alone must never be synced.
 * A plugin is removed by leaving its key out: `null` is no plugin to its schema.
 */
export function adcFile({ target, objects }: ExportInput): Exported {
  const base = { language: 'yaml', fileName: 'adc.yaml' } as const;
  if (target.kind === 'static_config') return { ...base, text: null, notes: ['not_in_dialect'] };
  const isRemoval = objects.some(({ after }) => after === null);
  const { plugin } = target;
  if (target.kind === 'plugin_metadata') {
    const after = objects[0]?.after ?? null;
    const value = { plugin_metadata: after ? { [plugin]: after } : {} };
    const comment = 'A part of the file that you sync: put it there, do not sync it alone.';
    return { ...base, text: yamlText(value, comment), notes: ['adc_part', ...(isRemoval ? ['removal' as const] : [])] };
  }
  const routes = objects.map(({ objectId, objectName, after }) => ({
    id: objectId,
    name: objectName || objectId,
    plugins: after ? { [plugin]: after } : {},
  }));
  const comment = `A part of the file that you sync: put it there, do not sync it alone.\nEach route belongs to the service in which it stands in your file.${isRemoval ? `\nWhere no plugin stands, take ${plugin} out of the route.` : ''}`;
  return {
    ...base,
    text: yamlText({ services: [{ name: 'SERVICE', routes }] }, comment),
    notes: ['adc_part', 'adc_service', ...(isRemoval ? ['removal' as const] : [])],
  };
}
