import { parseDocument } from 'yaml';
import { getPlain } from './plain';

/**
 * Where the gateway of this text takes its routes from: `etcd`, or in standalone mode `yaml` (a file apisix.yaml, or
 * the whole of it put to `/apisix/admin/configs`), `json` or `xds` (apisix/cli/schema.lua, `config_provider`; before
 * 3.0 `apisix.config_center`). The chart of apache/apisix-helm-chart says `apisix.deployment.mode`. Null: not said.
 */
export function configProviderOf(text: string): string | null {
  const document = parseDocument(text, { logLevel: 'silent' });
  if (document.errors.length > 0) return null;
  const plain: unknown = document.toJS();
  if (getPlain(plain, ['apisix', 'deployment', 'mode']) === 'standalone') return 'yaml';
  const role = getPlain(plain, ['deployment', 'role']) ?? 'traditional';
  const provider =
    getPlain(plain, ['deployment', `role_${String(role)}`, 'config_provider']) ??
    getPlain(plain, ['apisix', 'config_center']);
  return typeof provider === 'string' ? provider : null;
}
