import type { Survey, Writer } from './dialect';
import { listItem, openList, yamlText } from './yaml-text';

/**
 * ADC: a part of the file that is synced (api7/adc, libs/sdk/src/core/schema.ts). Routes stand within their service,
 * others it does not know; `adc sync` makes what is not in the file go, so that a part alone must never be synced.
 * A plugin is removed by leaving its key out: `null` is no plugin to its schema.
 */
export function adcFile({ target, isRemoval }: Survey): Writer {
  const base = { language: 'yaml', fileName: 'adc.yaml' } as const;
  if (target.kind === 'static_config') return { ...base, parts: null, notes: ['not_in_dialect'] };
  const removal = isRemoval ? (['removal'] as const) : [];
  const { plugin } = target;
  const part = 'A part of the file that you sync: put it there, do not sync it alone.';
  if (target.kind === 'plugin_metadata') {
    const parts: Writer['parts'] = {
      head: '',
      piece: ({ after }) => yamlText({ plugin_metadata: after ? { [plugin]: after } : {} }, part),
    };
    return { ...base, parts, notes: ['adc_part', ...removal] };
  }
  const comment = `${part}\nEach route belongs to the service in which it stands in your file.${isRemoval ? `\nWhere no plugin stands, take ${plugin} out of the route.` : ''}`;
  const parts: Writer['parts'] = {
    head: openList(yamlText({ services: [{ name: 'SERVICE', routes: [] }] }, comment)),
    piece: ({ objectId, objectName, after }) =>
      listItem({ id: objectId, name: objectName || objectId, plugins: after ? { [plugin]: after } : {} }, 6),
  };
  return { ...base, parts, notes: ['adc_part', 'adc_service', ...removal] };
}
