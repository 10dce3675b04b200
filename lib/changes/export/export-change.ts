import { adcFile } from './adc';
import { curlScript } from './curl';
import { type Dialect, type Exported, type ExportInput, maskedValue } from './dialect';
import { helmValues } from './helm';
import { apisixPluginConfig, apisixRoute, gatewayApi } from './kubernetes';

const writers: Record<Dialect, (input: ExportInput) => Exported> = {
  curl: curlScript,
  adc: adcFile,
  apisix_route: apisixRoute,
  apisix_plugin_config: apisixPluginConfig,
  gateway_api: gatewayApi,
  helm: helmValues,
};

/** A change in the owner's own language, to be made where the routes are kept. */
export function exportChange(dialect: Dialect, input: ExportInput): Exported {
  const exported = writers[dialect](input);
  const isMasked = exported.text?.includes(maskedValue) ?? false;
  return isMasked ? { ...exported, notes: [...exported.notes, 'masked'] } : exported;
}
